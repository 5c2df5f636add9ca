"""Sentences of `shengsi docs`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "docs.written": ("已写入 {file}", "wrote {file}"),
    "docs.differs": (
        "{file} 与登记表不一致;运行 shengsi docs 重写",
        "{file} differs from the registries; run shengsi docs",
    ),
    "docs.same": ("参考文档与登记表一致", "the reference pages agree with the registries"),
    "docs.no_folder": (
        "当前文件夹下没有 docs/;用 -o 指定文件夹",
        "there is no docs/ here; name a folder with -o",
    ),
    "docs.opt.check": ("只核对,不写", "compare only, write nothing"),
}
