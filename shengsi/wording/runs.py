"""Sentences of `shengsi runs`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    "runs.none": ("{out} 中没有运行", "there are no runs in {out}"),
    "runs.no_analyses": ("{out} 中没有分析结果", "there are no analyses in {out}"),
    "runs.analyses_hint": (
        "另有 {n} 份分析结果:shengsi runs list --analyses",
        "results of analyses as well ({n}): shengsi runs list --analyses",
    ),
    "runs.opt_analyses": (
        "只列分析结果(比较、归因、组合等)",
        "list analyses (compare, attribute, ...)",
    ),
    # Columns.
    "runs.col.analysis": ("分析", "analysis"),
    "runs.col.kind": ("种类", "kind"),
    "runs.col.name": ("运行", "run"),
    "runs.col.status": ("状态", "status"),
    "runs.col.started": ("开始(UTC)", "started (UTC)"),
    "runs.col.scenarios": ("情景", "scenarios"),
    "runs.col.draws": ("抽样", "draws"),
    "runs.col.failed": ("失败", "failed"),
    "runs.col.size": ("大小", "size"),
    # Status.
    "runs.status.complete": ("完成", "complete"),
    "runs.status.running": ("进行中", "running"),
    "runs.status.interrupted": ("已中断", "interrupted"),
    "runs.status.failed": ("出错", "failed"),
    "runs.status.unfinished": ("未完成", "unfinished"),
    "runs.status.unreadable": ("无法读取", "unreadable"),
    "runs.resume_hint": (
        "未完成的可继续:shengsi runs resume 名称",
        "unfinished runs go on with: shengsi runs resume RUN",
    ),
    # Show.
    "runs.show.run": ("运行    {run}({status})", "run        {run} ({status})"),
    "runs.show.folder": ("文件夹  {folder}", "folder     {folder}"),
    "runs.show.times": ("时间    {started} 至 {ended}", "times      {started} to {ended}"),
    "runs.show.command": ("命令    {command}", "command    {command}"),
    "runs.show.draws": (
        "抽样    {draws} 次,种子 {seed},失败 {failed} 次,{first}-{last} 年",
        "draws      {draws}, seed {seed}, {failed} failed, {first}-{last}",
    ),
    "runs.show.parameters": ("参数    {basis}", "parameters {basis}"),
    "runs.show.versions": ("版本    {versions}", "versions   {versions}"),
    "runs.show.git": ("代码    {commit}{edited}", "code       {commit}{edited}"),
    "runs.show.edited": ("(有未提交的改动)", " (edited since)"),
    "runs.show.scenarios": ("情景:", "scenarios:"),
    "runs.show.scenario": ("  {id}  {name}", "  {id}  {name}"),
    "runs.show.files": ("文件:", "files:"),
    "runs.show.targets": (
        "目标表:shengsi targets check {run}",
        "targets: shengsi targets check {run}",
    ),
    "runs.show.analysis": ("分析    {run}({kind})", "analysis   {run} ({kind})"),
    "runs.show.made_from": ("取自    {run}", "made from  {run}"),
    "runs.show.options": ("选项:", "options:"),
    "runs.kind.compare": ("比较情景", "comparison of scenarios"),
    "runs.kind.attribute": ("归因", "attribution"),
    "runs.kind.sensitivity": ("敏感性", "sensitivity"),
    "runs.kind.discover": ("情景发现", "scenario discovery"),
    "runs.kind.portfolio": ("政策组合", "portfolio"),
    "runs.kind.gap": ("缺口与所需增速", "gaps and growth needed"),
    "runs.kind.calibrate": ("校准", "calibration"),
    "runs.kind.update": ("新一年的账目", "a new year of accounts"),
    "runs.kind.backtest": ("回测", "backtest"),
    # Verify.
    "runs.sound": (
        "{run}:{n} 个文件与清单一致(SHA-256)",
        "{run}: {n} files are as the manifest says (SHA-256)",
    ),
    "runs.missing": ("{file}: 缺失", "{file}: missing"),
    "runs.changed": ("{file}: 内容与清单不符", "{file}: differs from the manifest"),
    "runs.added": ("{file}: 清单中没有", "{file}: not in the manifest"),
    "runs.unsound": (
        "{run}:{n} 个文件与清单不符;请从备份恢复,或用同样的命令重新运行",
        "{run}: {n} files are not as the manifest says; restore them or run the command again",
    ),
    # Resume.
    "runs.already": ("{run} 已经完成,无需继续", "{run} is complete already"),
    # Options.
    "runs.arg": (
        "运行(show、verify 也可以是分析)的名称、文件夹,或 latest",
        "name or folder of a run (show, verify: of an analysis too), or latest",
    ),
    "runs.opt_out": ("存放运行的文件夹", "folder that holds the runs"),
    "runs.opt_force": (
        "程序版本已变也继续(结果会混用两个版本)",
        "go on although the program has changed (mixes two versions)",
    ),
}
