"""Sentences of `shengsi doctor`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "doctor.col.check": ("检查", "check"),
    "doctor.col.state": ("结果", "state"),
    "doctor.col.detail": ("详情", "detail"),
    "doctor.ok": ("正常", "ok"),
    "doctor.bad": ("有问题", "problem"),
    "doctor.python": ("Python", "Python"),
    "doctor.package": ("程序包 {name}", "package {name}"),
    "doctor.missing": ("没有安装;运行 pip install .", "not installed; run pip install ."),
    "doctor.cache": ("编译缓存", "compiled kernels"),
    "doctor.cache_none": (
        "没有可写的缓存文件夹,每次启动都要编译;请设环境变量 SHENGSI_CACHE",
        "no writable cache folder, every start compiles anew; set SHENGSI_CACHE",
    ),
    "doctor.cache_cold": ("{folder}(尚未编译)", "{folder} (not compiled yet)"),
    "doctor.outputs": ("结果文件夹", "output folder"),
    "doctor.outputs_bad": (
        "{folder} 不可写;用 -o 另指定文件夹",
        "{folder} is not writable; name another with -o",
    ),
    "doctor.font": ("中文字体", "Chinese font"),
    "doctor.font_bad": ("{file} 缺失;重新安装", "{file} is missing; install again"),
    "doctor.county": ("县数据", "county data"),
    "doctor.library": ("内置情景", "shipped scenarios"),
    "doctor.library_count": ("{n} 个", "{n}"),
    "doctor.terminal": ("终端编码", "terminal encoding"),
    "doctor.processors": ("处理器", "processors"),
}
