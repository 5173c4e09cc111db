"""What a learner may count on who keeps every receipt: a model of a timed attempt that shares no code with it.

It is told what was sent, when it arrived and what came back. It says what must come back, and in the end what counts.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ALLOWANCE = timedelta(seconds=10)
NOTHING = timedelta(0)


def on_the_page(at: datetime) -> str:
    return f"{at.astimezone(ZoneInfo('Europe/London')):%H:%M:%S}"


@dataclass(frozen=True)
class Sent:
    """A save as it leaves a page. ``choice`` is the place of the answer among those of its item, none for no answer."""

    item: str
    choice: int | None
    key: str
    seen: int
    certainty: int | None = None
    window: str | None = None
    flag: bool | None = None

    @property
    def said(self) -> tuple[int | None, int | None]:
        return self.choice, self.certainty


@dataclass(frozen=True)
class Reply:
    """What came back: ``told`` is "saved", "closed" or "refused"; ``step`` and ``at`` are the receipt's."""

    told: str
    step: int = 0
    at: str = ""


@dataclass(frozen=True)
class Entry:
    sent: Sent
    reply: Reply


@dataclass
class Clock:
    """The time that an attempt has; a break stops it for as long as breaks may last in all."""

    begun: datetime
    limit: timedelta | None
    extra: timedelta = NOTHING
    closes: datetime | None = None
    breaks: timedelta = NOTHING
    rested: timedelta = NOTHING
    since: datetime | None = None

    def left_of_breaks(self) -> timedelta:
        return max(self.breaks - self.rested, NOTHING)

    def resting(self, at: datetime) -> bool:
        return self.since is not None and at - self.since < self.left_of_breaks()

    def may_rest(self, at: datetime) -> bool:
        return self.rested_at(at) < self.breaks or self.resting(at)

    def rested_at(self, at: datetime) -> timedelta:
        now = min(at - self.since, self.left_of_breaks()) if self.since else NOTHING
        return self.rested + max(now, NOTHING)

    def rest(self, at: datetime) -> None:
        self.resume(at)
        self.since = at

    def resume(self, at: datetime) -> None:
        self.rested, self.since = self.rested_at(at), None

    def end(self, at: datetime) -> datetime | None:
        ends = [self.closes] if self.closes else []
        if self.limit is not None:
            ends.append(self.begun + self.limit + self.extra + self.rested_at(at))
        return min(ends, default=None)


@dataclass
class Ledger:
    clock: Clock
    certainty: bool  # whether the paper asks how sure its learner is
    window: str | None = None  # the one that answers
    over: str = ""  # "submitted" or "marked"
    entries: list[Entry] = field(default_factory=list)  # the saves that made a step, in order
    late: list[Sent] = field(default_factory=list)
    checked: set[str] = field(default_factory=set)
    flags: set[str] = field(default_factory=set)
    _flagged: set[str] = field(default_factory=set)  # the keys of saves that changed a flag

    def is_open(self, at: datetime) -> bool:
        end = self.clock.end(at)
        return not self.over and (end is None or at < end)

    def counts(self, at: datetime) -> bool:
        """Whether an answer that arrives now counts."""
        end = self.clock.end(at)
        return not self.over and (end is None or at < end + ALLOWANCE)

    def latest(self, item: str) -> Entry | None:
        return next((entry for entry in reversed(self.entries) if entry.sent.item == item), None)

    def answers(self) -> dict[str, Sent]:
        """The answer that counts for each item that has one."""
        last = {entry.sent.item: entry.sent for entry in self.entries}
        return {item: sent for item, sent in last.items() if sent.choice is not None}

    def save(self, sent: Sent, at: datetime, reply: Reply) -> None:
        """Compare a reply with what a learner may count on, and keep it."""
        sent = sent if self.certainty else replace(sent, certainty=None)
        due = self._due(sent, at)
        if due is None:
            newest = max((entry.reply.step for entry in self.entries), default=0)
            assert (reply.told, reply.at) == ("saved", on_the_page(at)), f"{sent} is not saved: {reply}"
            assert reply.step > newest, f"{sent} has no step of its own: {reply}"
            self.entries.append(Entry(sent, reply))
            if self.clock.resting(at):
                self.clock.resume(at)
        else:
            assert reply == due, f"{sent} came back as {reply} instead of {due}"
        self._keep_flag(sent, at, reply)

    def _due(self, sent: Sent, at: datetime) -> Reply | None:
        """What must come back; none for a new receipt."""
        before = next((entry for entry in self.entries if entry.sent.key == sent.key), None)
        now = self.latest(sent.item)
        same = now if now and now.sent.said == sent.said else None
        if before and before.sent.said == sent.said and same:
            return same.reply
        if not self.counts(at):
            if sent.choice is not None and all(sent.key != other.key for other in self.late):
                self.late.append(sent)
            return Reply("closed")
        if sent.window and self.window not in (None, sent.window):
            return Reply("refused")
        if same or (sent.choice is None and (now is None or sent.item in self.checked)):
            return now.reply if now else Reply("saved")
        if sent.item in self.checked or (now and (before or now.reply.step != sent.seen)):
            return Reply("refused")
        return None

    def _keep_flag(self, sent: Sent, at: datetime, reply: Reply) -> None:
        if reply.told != "saved" or sent.flag is None or not self.is_open(at) or sent.key in self._flagged:
            return
        if (sent.item in self.flags) != sent.flag:
            self._flagged.add(sent.key)
            self.flags ^= {sent.item}
