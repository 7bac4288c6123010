"""What goes wrong in a history: power, disks, clocks, the server and its backups."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.simulation.sync.desk import Desk
from tests.simulation.sync.server import Backup, State
from tests.simulation.sync.station_store import Disk

if TYPE_CHECKING:
    from tests.simulation.sync.world import World

DESKS_MAX = 5
BACKUPS_MAX = 8
FAR_OFF_S = 10**7


def power_cut(world: "World") -> None:
    desk = world.draw.choice(world.desks)
    if desk.is_up:
        desk.go_dark()


def power_back(world: "World") -> None:
    for desk in world.desks:
        if not desk.is_up:
            desk.start()


def clock_jump(world: "World") -> None:
    world.draw.choice(world.desks).skew_s = world.draw.choice((0, -50, 50, FAR_OFF_S))


def disk_image_put_back(world: "World") -> None:
    """The disk is replaced by an older image of itself: a backup of a whole machine, a virtual machine rolled back."""
    desk = world.draw.choice(world.desks)
    if desk.images:
        image = world.draw.choice(desk.images)
        _destroy(world, desk.store.disk, image)
        desk.store.put_back(image)
        desk.hands.clear()  # the goods in the tote are counted, and no one knows for which order
        desk.start()


def disk_cloned(world: "World") -> None:
    """Another machine is set up from an image of this one's disk, and both are switched on."""
    if len(world.desks) < DESKS_MAX:
        disk = world.draw.choice(world.desks).store.image()
        world.desks.append(Desk(world, len(world.desks), disk))


def _destroy(world: "World", old: Disk, new: Disk) -> None:
    gone = {fact.id.hex for fact in old.facts} - {fact.id.hex for fact in new.facts}
    world.destroyed |= gone
    world.excused |= gone - world.server.state.ids.keys()


def server_crash(world: "World") -> None:
    """A synchronous standby takes over: what was committed is there, what was open is gone."""
    world.drop_transactions(world.server)


def replica_catches_up(world: "World") -> None:
    world.server.replica = world.server.state.copy()


def snapshot_made(world: "World") -> None:
    world.server.ready = world.server.state.copy()


def backup_made(world: "World") -> None:
    server = world.server
    server.backups = [*server.backups[-BACKUPS_MAX:], Backup(world.time_s, server.state.copy())]


def feed_cut_short(world: "World") -> None:
    """Old rows of the feed are deleted; who is further behind loads a snapshot."""
    state = world.server.state
    for stream, floor in state.floors.items():
        state.floors[stream] = max(floor, state.head(stream) - world.draw.randrange(40))


def lossy_restore(world: "World") -> None:
    """The server comes back from a verified backup: the last one, or any that is younger than facts are kept."""
    server = world.server
    youngest_s = world.time_s - world.tunables.kept_s_min
    usable = [each for each in server.backups if each.at_s > youngest_s] or server.backups[-1:]
    backup = world.draw.choice(usable)
    world.drop_transactions(server)
    backups = [each for each in server.backups if each.at_s <= backup.at_s]
    _go_on_from(world, backup.state.copy(), backups)


def lossy_failover(world: "World") -> None:
    """An asynchronous standby is promoted that had not heard everything; the old server does not know and goes on."""
    old = world.server
    old.careless = world.draw.random() < 0.5
    standby = old.replica.copy()
    if standby.ids.keys() < old.backups[-1].state.ids.keys():
        standby = old.backups[-1].state.copy()  # what a backup has, every standby had heard
    _go_on_from(world, standby, list(old.backups))
    world.zombie = old


def zombie_ends(world: "World") -> None:
    if world.zombie:
        world.drop_transactions(world.zombie)
        world.zombie = None


def _go_on_from(world: "World", state: State, backups: list[Backup]) -> None:
    old = world.server
    world.excused |= (old.state.ids.keys() - state.ids.keys()) & world.destroyed
    world.server = world.parts.server(old.next_epoch(), state, world.now)
    world.server.backups = backups
    world.zombie = None


def upgrade_due(world: "World") -> None:
    """Stations are newer than the server: it cannot read one kind of fact, and parks it."""
    world.server.unreadable = {"readdressed"}


def upgraded(world: "World") -> None:
    world.decide(world.server.upgrade())


def revoked(world: "World") -> None:
    """A station is barred; from now on nothing of it is booked."""
    station = world.draw.choice(world.desks).station
    world.server.revoked.add(station)
    world.revoked_at[station] = world.server.state.ack(station).seq


def pardoned(world: "World") -> None:
    world.check_revoked()
    world.server.revoked.clear()
    world.revoked_at.clear()


@dataclass(frozen=True, slots=True)
class Faults:
    """All of them, with how often they come."""

    table: tuple[tuple[Callable[["World"], None], int], ...]

    @property
    def functions(self) -> list[Callable[["World"], None]]:
        return [each for each, _ in self.table]

    @property
    def weights(self) -> list[int]:
        return [weight for _, weight in self.table]


FAULTS = Faults(
    (
        (power_cut, 12),
        (power_back, 30),
        (clock_jump, 6),
        (disk_image_put_back, 3),
        (disk_cloned, 2),
        (server_crash, 6),
        (replica_catches_up, 14),
        (snapshot_made, 8),
        (backup_made, 10),
        (feed_cut_short, 5),
        (lossy_restore, 5),
        (lossy_failover, 4),
        (zombie_ends, 6),
        (upgrade_due, 4),
        (upgraded, 6),
        (revoked, 4),
        (pardoned, 6),
    )
)
