"""Write files whole: beside their place first, then renamed into it; never over one that is there unasked."""

import os
from pathlib import Path

from assistant.errors import DocumentError


def check(path: Path, force: bool = False) -> None:
    """Raise DocumentError where a file is there already (unless force), is a folder, or has no folder to stand in."""
    try:
        if path.is_dir():
            raise DocumentError(f"{path} 是文件夹；请写上文件名")
        if path.exists() and not force:
            raise DocumentError(f"{path} 已经有了；换个文件名，或加 --force 覆盖")
        if not path.parent.is_dir():
            raise DocumentError(f"没有文件夹 {path.parent}；请先建好，或换个位置")
    except (OSError, ValueError) as error:
        raise DocumentError(f"写不了 {str(path)[:60]}（{_reason(error)}）；请换个文件名") from error


def write(path: Path, data: bytes, force: bool = False) -> None:
    """Write data to path; DocumentError where `check` says so or it can't be written."""
    check(path, force)
    beside = path.with_name(f".{os.urandom(16).hex()}")
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except OSError as error:
        raise DocumentError(f"写不了 {path}（{_reason(error)}）；请换个位置") from error
    finally:
        beside.unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error)
