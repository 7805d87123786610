// The class that colours a level. Colour never stands alone: the letter is always there.
const NAMES = { 'A+': 'aplus', A: 'a', B: 'b', C: 'c', D: 'd' };
export const levelClass = (level) => `level-${NAMES[level] ?? 'none'}`;
