"""What people and machines ask seldom: enrolment, health, metrics, and the description of all of it (OpenAPI).

FastAPI answers here, because it checks and describes; facts and pages come through doors of their own and are only
described.
"""

from collections.abc import Callable
from typing import Annotated, Any, Final

from fastapi import FastAPI, HTTPException, Response
from pydantic import BaseModel, Field

from app import __version__
from app.models.wire import PUSH_BYTES_MAX, PUSH_FACTS_MAX
from app.server.metrics import Metrics
from app.store.server_store import ServerStore
from app.store.transactions import DatabaseAway

CODE_LENGTH_MAX: Final = 200
METRICS_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"


class EnrolRequest(BaseModel):
    """A one-time code, as it stood on the screen of whoever gave it out."""

    code: Annotated[str, Field(min_length=1, max_length=CODE_LENGTH_MAX)]


class EnrolAnswer(BaseModel):
    """Who the station is from now on, its token, and what it pulls."""

    station: str
    token: str
    role: str
    home: str
    epoch: int
    streams: list[str]


class Health(BaseModel):
    """How the server is: which history and schema, what time it has, whether the database answers."""

    epoch: int
    schema_version: str
    server_at: str
    database: str
    version: str


def make_desk(store: ServerStore, metrics: Metrics, gauges: Callable[[], dict[str, float]]) -> FastAPI:
    """Make the application that answers everything but facts, pages and hints."""
    desk = FastAPI(title="Packbench server", version=__version__, docs_url=None, redoc_url=None)

    @desk.post("/v1/enrol")
    def enrol(asked: EnrolRequest) -> EnrolAnswer:
        """Take a station in for a one-time code."""
        found = store.enrol(asked.code)
        if found is None:
            raise HTTPException(403, "this code is not good, or not any more")
        return EnrolAnswer(
            station=found.station, token=found.token, role=found.role, home=found.home, epoch=found.epoch,
            streams=list(found.streams),
        )  # fmt: skip

    @desk.get("/v1/health", responses={503: {"description": "The database is away."}})
    def health(response: Response) -> Health:
        """Tell how the server is."""
        now = store.now().isoformat()
        try:
            return Health(
                epoch=store.epoch(), schema_version=store.schema(), server_at=now, database="ok", version=__version__
            )
        except DatabaseAway:
            response.status_code = 503
            return Health(epoch=0, schema_version="", server_at=now, database="away", version=__version__)

    @desk.get("/metrics")
    def metrics_text() -> Response:
        """Tell the figures of this process to a scraper."""
        return Response(metrics.text(gauges()), media_type=METRICS_TYPE)

    _describe_doors(desk)
    return desk


def _describe_doors(desk: FastAPI) -> None:
    plain = desk.openapi

    def described() -> dict[str, Any]:
        document = plain()
        document["paths"] |= {path: dict(what) for path, what in _DOORS.items()}
        return document

    desk.openapi = described  # type: ignore[method-assign]  # FastAPI's documented way to extend it


_BYTES: Final = {"application/x-msgpack": {"schema": {"type": "string", "format": "binary"}}}
_STATION: Final = {"401": {"description": "Not this station's token."}, "403": {"description": "Revoked."}}
_DOORS: Final[dict[str, dict[str, Any]]] = {
    "/v1/push": {
        "post": {
            "summary": "Facts in",
            "description": f"A Push of at most {PUSH_FACTS_MAX} facts and {PUSH_BYTES_MAX} bytes, as msgpack, by zstd "
            "when large. Repeating one is safe.",
            "requestBody": {"required": True, "content": _BYTES},
            "responses": {
                "200": {"description": "PushAnswer after the commit, or OldCopy.", "content": _BYTES},
                "409": {"description": "PushAnswer: number and hash contradict.", "content": _BYTES},
                "413": {"description": "Too large."},
                "429": {"description": "The queue is full; see Retry-After."},
                "503": {"description": "The database is away; see Retry-After."},
                **_STATION,
            },
        }
    },
    "/v1/pull": {
        "post": {
            "summary": "Rows out",
            "description": "A PullRequest, as msgpack.",
            "requestBody": {"required": True, "content": _BYTES},
            "responses": {
                "200": {"description": "Page, Reset, Behind or OldCopy.", "content": _BYTES},
                "503": {"description": "Too many at once, or the database is away; see Retry-After."},
                **_STATION,
            },
        }
    },
    "/v1/feed": {
        "get": {
            "summary": "Hints which stream has moved, as server-sent events",
            "parameters": [{"name": "streams", "in": "query", "required": True, "schema": {"type": "string"}}],
            "responses": {"200": {"description": "{stream: head}", "content": {"text/event-stream": {}}}, **_STATION},
        }
    },
}
