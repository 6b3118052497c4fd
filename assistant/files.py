"""Write files whole: beside their place first, then renamed into it; never over one that is there unasked."""

import os
import uuid
from pathlib import Path

from assistant.errors import DocumentError


def write(path: Path, data: bytes, force: bool = False) -> None:
    """Write data to path; DocumentError where a file is there already (unless force) or it can't be written."""
    if path.exists() and not force:
        raise DocumentError(f"{path} 已经有了；换个文件名，或加 --force 覆盖")
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex[:8]}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise DocumentError(f"写不了 {path}（{error.strerror}）；请换个位置") from error
