"""What the operating system says when it refuses, in the reader's language.

The words of the system itself are English, or those of its own locale; this is the one place
where they become ours.
"""

from __future__ import annotations

import errno
from pathlib import Path

# errno -> (Chinese, English).
REASONS: dict[int, tuple[str, str]] = {
    errno.ENOSPC: ("磁盘已满", "the disk is full"),
    errno.EDQUOT: ("超出磁盘配额", "the disk quota is used up"),
    errno.EFBIG: ("文件超出允许的大小", "the file would be larger than allowed"),
    errno.EACCES: ("没有权限", "permission denied"),
    errno.EPERM: ("系统不允许", "the system does not allow it"),
    errno.EROFS: ("只读的文件系统", "the file system is read-only"),
    errno.ENOENT: ("没有这个文件或文件夹", "no such file or folder"),
    errno.EEXIST: ("已经存在", "it exists already"),
    errno.EISDIR: ("这是文件夹,不是文件", "it is a folder, not a file"),
    errno.ENOTDIR: ("路径中有一段是文件,不是文件夹", "part of the path is a file, not a folder"),
    errno.ENOTEMPTY: ("文件夹不是空的", "the folder is not empty"),
    errno.ENAMETOOLONG: ("文件名太长", "the file name is too long"),
    errno.EINVAL: ("系统不接受这个名称或操作", "the system does not accept this name or operation"),
    errno.ELOOP: ("链接绕成了圈", "links go in a circle"),
    errno.EXDEV: ("不在同一个磁盘上", "it is on another disk"),
    errno.EMFILE: ("打开的文件太多", "too many open files"),
    errno.ENFILE: ("系统打开的文件太多", "the system has too many open files"),
    errno.EBUSY: ("正被占用", "it is in use"),
    errno.ETXTBSY: ("正被占用", "it is in use"),
    errno.EIO: ("读写出错,磁盘可能有故障", "input or output failed; the disk may be faulty"),
    errno.ENODEV: ("没有这个设备", "no such device"),
    errno.ENXIO: ("没有这个设备", "no such device"),
    errno.ESTALE: ("网络文件夹已断开", "the network folder is gone"),
    errno.ETIMEDOUT: ("等待超时", "it took too long"),
    errno.ENOMEM: ("内存不足", "out of memory"),
    errno.EPIPE: ("接收输出的程序已退出", "the program that read the output has ended"),
}
# Said where a folder should be made and a file of that name is there.
NOT_A_FOLDER = ("这是文件,不是文件夹", "it is a file, not a folder")


def system_reason(error: OSError) -> tuple[str, str]:
    """Why the system refused, in Chinese and in English.

    A refusal that is not listed is named by its number, with the system's own words.
    """
    if error.errno == errno.EEXIST and error.filename and Path(error.filename).is_file():
        return NOT_A_FOLDER
    if error.errno in REASONS:
        return REASONS[error.errno]
    words = " ".join((error.strerror or str(error) or type(error).__name__).split())
    if error.errno is None:
        return words, words
    return f"系统错误 {error.errno}:{words}", f"system error {error.errno}: {words}"
