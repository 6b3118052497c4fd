"""Write files whole: beside their place first, then renamed into it; never over one that is there unasked."""

import errno
import os
from pathlib import Path

from assistant.errors import DocumentError

_REASONS = {
    errno.ENOSPC: "磁盘满了", errno.EDQUOT: "空间配额用完了", errno.EROFS: "那里只读", errno.EACCES: "没有权限", errno.EPERM: "没有权限",
    errno.ENAMETOOLONG: "文件名太长", errno.EIO: "磁盘读写出错",
}  # fmt: skip


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
        raise DocumentError(f"写不了 {str(path)[:60]}（{reason(error)}）；请换个文件名") from error


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
        raise DocumentError(f"写不了 {path}（{reason(error)}）；请换个位置") from error
    finally:
        beside.unlink(missing_ok=True)


def reason(error: BaseException | None) -> str:
    """Return in a few words why writing failed, in Chinese where it is a usual reason."""
    told = _REASONS.get(getattr(error, "errno", None) or 0)
    return told or getattr(error, "strerror", None) or str(error)
