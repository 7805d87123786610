// One reading of the compass: which way the phone points, clockwise from north.

const PATIENCE = 3000;

/** @returns {Promise<number|null>} degrees, or null when the phone does not say */
export async function readHeading() {
  const Orientation = globalThis.DeviceOrientationEvent;
  if (!Orientation) return null;
  if (Orientation.requestPermission && await Orientation.requestPermission().catch(() => 'denied') !== 'granted') return null;
  return new Promise((resolve) => {
    const names = ['deviceorientationabsolute', 'deviceorientation'];
    const done = (value) => {
      clearTimeout(timer);
      for (const name of names) removeEventListener(name, listener);
      resolve(value);
    };
    const listener = (event) => {
      const degrees = event.webkitCompassHeading ?? (event.absolute && event.alpha !== null ? 360 - event.alpha : null);
      if (degrees !== null && degrees !== undefined) done(Math.round(degrees) % 360);
    };
    const timer = setTimeout(() => done(null), PATIENCE);
    for (const name of names) addEventListener(name, listener);
  });
}
