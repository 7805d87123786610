"""What happens in an episode: pure, and the same for the same seed."""

from dataclasses import dataclass
from enum import StrEnum
from random import Random


class Fault(StrEnum):
    """What a request may meet on its way."""

    NONE = "none"
    DROP_REQUEST = "drop-request"
    DROP_ANSWER = "drop-answer"
    DELAY = "delay"
    CUT_UPLOAD = "cut-upload"
    SLOW_DRIP = "slow-drip"
    ERROR_500 = "error-500"
    ERROR_503 = "error-503"
    ERROR_401 = "error-401"
    CAPTIVE_PORTAL = "captive-portal"
    CAPTIVE_JSON = "captive-json"
    REDIRECT = "redirect"


class Act(StrEnum):
    """What the inspector, the phone or the machine does."""

    OBSERVE = "observe"
    OBSERVE_WITH_PHOTO = "observe-with-photo"
    OBSERVE_WITH_TWO_PHOTOS = "observe-with-two-photos"
    FEEL = "feel"
    TASK_STEP = "task-step"
    RELOAD = "reload"
    CRASH_PAGE = "crash-page"
    OFFLINE = "offline"
    ONLINE = "online"
    SEND_NOW = "send-now"
    KILL_SERVER = "kill-server"
    START_SERVER = "start-server"


SAVING = (Act.OBSERVE, Act.OBSERVE_WITH_PHOTO, Act.OBSERVE_WITH_TWO_PHOTOS, Act.FEEL)
_WEIGHTS = {
    Act.OBSERVE: 6,
    Act.OBSERVE_WITH_PHOTO: 4,
    Act.OBSERVE_WITH_TWO_PHOTOS: 1,
    Act.FEEL: 1,
    Act.TASK_STEP: 4,
    Act.RELOAD: 2,
    Act.CRASH_PAGE: 1,
    Act.OFFLINE: 1,
    Act.ONLINE: 1,
    Act.SEND_NOW: 2,
    Act.KILL_SERVER: 1,
    Act.START_SERVER: 1,
}


@dataclass(frozen=True)
class Episode:
    """The acts of one episode and how often a request meets a fault (0–1)."""

    seed: int
    acts: tuple[Act, ...]
    fault_share: float

    def faults(self) -> "FaultPlan":
        """The faults, in the order that requests come."""
        return FaultPlan(Random(self.seed * 7919 + 1), self.fault_share)


class FaultPlan:
    """Called for each request."""

    def __init__(self, random: Random, share: float) -> None:
        self._random = random
        self._share = share

    def __call__(self, method: str, path: str) -> Fault:
        if self._random.random() >= self._share:
            return Fault.NONE
        return self._random.choice([fault for fault in Fault if fault is not Fault.NONE])


def make_episode(seed: int, length: int = 8) -> Episode:
    """``length`` acts, at least two of which save something."""
    random = Random(seed)
    acts = random.choices(list(_WEIGHTS), list(_WEIGHTS.values()), k=length)
    acts[0] = random.choice(SAVING)
    acts[length // 2] = random.choice(SAVING)
    return Episode(seed, tuple(acts), random.choice((0.2, 0.4, 0.6)))
