"""The least that Flask, SQLAlchemy and the database can do for a PUT: for ``floor.py`` alone.

Takes in the same requests and keeps them as durably, but asks nobody who they are, looks at nothing
in them, knows no areas and has no worker.
"""

import hashlib
import json
import os
import secrets
from pathlib import Path

from flask import Flask, request
from sqlalchemy import text

from wijkschouw.db import make_engine

USER = text("SELECT name FROM bare_users WHERE id = 1")
OBSERVE = text("INSERT INTO bare_observations VALUES (:id, :content, 0)")
ANNOUNCE = text("INSERT INTO bare_photos VALUES (:id, :sha256, 'announced')")
ANNOUNCED = text("SELECT sha256 FROM bare_photos WHERE id = :id")
RECEIVE = text("UPDATE bare_photos SET state = 'received' WHERE id = :id")
COMPLETE = text("UPDATE bare_observations SET complete = 1 WHERE id = :id")

app = Flask(__name__)
engine = make_engine(os.environ["BARE_DATABASE"])
writing = engine.execution_options(sqlite_begin="IMMEDIATE")
folder = Path(os.environ["BARE_FOLDER"])


@app.put("/api/v1/waarnemingen/<uuid:observation_id>")
def observe(observation_id: object) -> tuple[str, int]:
    content = request.get_json(force=True)
    with engine.connect() as connection:
        connection.execute(USER).first()
    with writing.begin() as connection:
        connection.execute(OBSERVE, {"id": str(observation_id), "content": json.dumps(content)})
        for photo in content["properties"]["fotos"]:
            connection.execute(ANNOUNCE, {"id": photo["id"], "sha256": photo["sha256"]})
    return json.dumps(content), 201


@app.put("/api/v1/fotos/<uuid:photo_id>")
def receive(photo_id: object) -> tuple[str, int]:
    name, digest = secrets.token_hex(16), hashlib.sha256()
    incoming = folder / f"{name}.part"
    with incoming.open("xb") as file:
        while chunk := request.stream.read(262_144):
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    incoming.rename(folder / name)
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)
    with engine.connect() as connection:
        connection.execute(USER).first()
        sha256 = connection.execute(ANNOUNCED, {"id": str(photo_id)}).scalar()
    if sha256 != digest.hexdigest():
        return "{}", 409
    with writing.begin() as connection:
        connection.execute(RECEIVE, {"id": str(photo_id)})
        connection.execute(COMPLETE, {"id": str(photo_id)})
    return "{}", 201
