"""Sentences of `shengsi discover`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Options.
    "discover.arg_run": (
        "运行:文件夹、名称、名称开头、校验码或 latest",
        "run: folder, name, beginning of one, digits, or latest",
    ),
    "discover.opt_target": (
        "哪一条目标,如 T1;几条写 T1,T5,须全部达到才算达到",
        "which target, such as T1; of several, such as T1,T5, all must be met",
    ),
    "discover.all_of": ("({n} 条须全部达到才算达到)", "(all {n} must be met)"),
    "discover.opt_scenario": (
        "运行中的哪个情景;默认方案(plan)",
        "which scenario of the run; the plan by default",
    ),
    "discover.opt_fails": (
        "找未达到的(默认);--meets 找达到的",
        "look for draws that miss the target (default); --meets for those that meet it",
    ),
    "discover.opt_density": (
        "只要这样的框:其中至少这么大的比例未达到(或达到);默认取最能分开的框",
        "ask for boxes in which at least this share misses (or meets); by default those that tell "
        "most",
    ),
    "discover.opt_inputs": (
        "用哪些条件:all 全部,parameters 只用参数,outside 只用外部条件",
        "which conditions: all, parameters alone, or outside alone",
    ),
    "discover.opt_boxes": ("最多几个框", "boxes at most"),
    "discover.opt_limits": ("每个框最多几条限", "limits of a box at most"),
    "discover.opt_resamples": (
        "重采样次数:每条限重现的比例和范围由此而来",
        "resamples, which tell how often each limit recurs and where",
    ),
    "discover.opt_seed": ("分两半与重采样的种子", "seed of the halves and of the resamples"),
    "discover.opt_out": (
        "存放运行的文件夹,结果也写在这里",
        "folder that holds the runs, and where the result goes",
    ),
    "discover.opt_no_figures": ("不画图", "draw no figures"),
    "discover.label": ("情景发现", "scenario discovery"),
    "discover.bad_density": (
        "应在 0 与 1 之间,如 0.8,这里是 {text}",
        "must lie between 0 and 1, such as 0.8, not {text}",
    ),
    # Head.
    "discover.title": (
        "目标 {id} {target};情景 {name}({scenario});{draws} 次抽样,种子 {seed};{basis}",
        "target {id} {target}; scenario {name} ({scenario}); {draws} draws, seed {seed}; {basis}",
    ),
    "discover.rate_fails": (
        "未达到的占全部抽样的 {rate}({hits}/{n})",
        "{rate} of all draws miss it ({hits}/{n})",
    ),
    "discover.rate_meets": (
        "达到的占全部抽样的 {rate}({hits}/{n})",
        "{rate} of all draws meet it ({hits}/{n})",
    ),
    "discover.halves": (
        "在一半抽样({first}次)里找,在没有参与寻找的另一半({second}次)里数;下列各数都是后一半的。"
        "条件 {inputs} 个:参数 {parameters} 个,外部条件 {outside} 个(由种子与参数重算,含情景的假设)",
        "boxes are looked for in one half of the draws ({first}) and counted in the other ({second}), "
        "which had no part in it; all numbers below are from the latter. Conditions: {inputs}, "
        "parameters {parameters}, outside {outside} (made again from seeds and parameters, the "
        "scenario's assumptions included)",
    ),
    "discover.left_out": (
        "未计入的抽样(运行失败或没有数值):{n} 次",
        "draws left out (broken off, or without a value): {n}",
    ),
    # Sentences of boxes.
    "discover.and": (",且 ", " and "),
    "discover.box_fails": (
        "{n}. {among}当 {limits} 时,{density} 的抽样未达到;这样的抽样占全部的 {mass},占全部未达到的 {coverage}。"
        "其余抽样有 {outside} 未达到,相差 {lift} 个百分点(95%区间 {low}~{high})",
        "{n}. {among}fails in {density} of draws when {limits}; {mass} of all draws, {coverage} of all "
        "failures. Of the rest {outside} fail, a difference of {lift} pp (95 % interval "
        "{low}~{high})",
    ),
    "discover.box_meets": (
        "{n}. {among}当 {limits} 时,{density} 的抽样达到;这样的抽样占全部的 {mass},占全部达到的 {coverage}。"
        "其余抽样有 {outside} 达到,相差 {lift} 个百分点(95%区间 {low}~{high})",
        "{n}. {among}meets the target in {density} of draws when {limits}; {mass} of all draws, {coverage} "
        "of all that meet it. Of the rest {outside} meet it, a difference of {lift} pp (95 % "
        "interval {low}~{high})",
    ),
    "discover.among": ("在前面的框之外,", "outside the boxes above, "),
    "discover.together_fails": (
        "合起来:各框内 {density} 未达到,占全部抽样的 {mass},占全部未达到的 {coverage}",
        "together: {density} of draws in the boxes fail; {mass} of all draws, {coverage} of all "
        "failures",
    ),
    "discover.together_meets": (
        "合起来:各框内 {density} 达到,占全部抽样的 {mass},占全部达到的 {coverage}",
        "together: {density} of draws in the boxes meet the target; {mass} of all draws, {coverage} "
        "of all that meet it",
    ),
    "discover.optimism": (
        "第 {n} 个框在找到它的那一半里看似 {found}%,以另一半为准",
        "box {n} looked like {found} % in the half it was found in; the other half is what counts",
    ),
    "discover.sparse": (
        "第 {n} 个框密度不到要求的 {wanted}%:没有更密的框",
        "box {n} is less dense than the {wanted} % asked for: there is no denser one",
    ),
    # No box.
    "discover.nothing": (
        "分辨不出:没有哪个条件能把这些抽样与其余的分开,凭这些条件说不出什么情况下会这样",
        "indistinguishable: no condition tells these draws from the rest, so nothing can be said of "
        "when it comes to this",
    ),
    "discover.unconfirmed": (
        "分辨不出:在找的一半里最好的框是 {limits}(密度 {found}%),但在另一半里是 {density},其余是 "
        "{outside},两者的差没有超出误差,不采信",
        "indistinguishable: the best box of the half that was looked in is {limits} (density "
        "{found} %), but in the other half it is {density} against {outside} outside, a difference "
        "within the error; it is not believed",
    ),
    "discover.stopped": (
        "再找下去的框({limits})没有得到另一半的证实,到此为止",
        "the next box ({limits}) did not hold in the other half, and the search ended",
    ),
    "discover.few": (
        "抽样太少,无从分开:两种结果在每一半里都至少要有 {least} 次,而这里共有 {hits}/{n} 次。"
        "改法:增加抽样(shengsi forecast -n),或换一个目标",
        "too few draws to divide: each half needs {least} of either answer, and there are {hits}/{n} "
        "in all. Fix: more draws (shengsi forecast -n), or another target",
    ),
    # Table of limits.
    "discover.col.box": ("框", "box"),
    "discover.col.input": ("条件", "condition"),
    "discover.col.limit": ("限", "limit"),
    "discover.col.range": ("重采样的范围", "range in resamples"),
    "discover.col.recurs": ("重现", "recurs"),
    "discover.col.quasi_p": ("准p值", "quasi-p"),
    "discover.col.kind": ("类别", "kind"),
    "discover.col.grade": ("等级", "grade"),
    "discover.kind.parameter": ("参数", "parameter"),
    "discover.kind.outside": ("外部", "outside"),
    "discover.how": (
        "重现:{resamples} 次重采样(按独立历史)里有多大比例也在这一侧设了限,范围是其中95%的取值;不到一半的标*,"
        "说明换一批抽样可能换成别的条件。准p值:去掉这条限后凭运气还能这么密的概率(另一半);大于0.05的标*",
        "recurs: share of {resamples} resamples (by independent history) that set a limit on this side "
        "too, with the range of 95 % of them; * where fewer than half do, so that other draws may "
        "name another condition. quasi-p: how often chance would give so dense a box without this "
        "limit (other half); * above 0.05",
    ),
    "discover.also": (
        "{name} 与 {others} 几乎同涨同落,分不出是哪一个",
        "{name} moves with {others}; they cannot be told apart",
    ),
    "discover.where": ("结果:{folder}", "result: {folder}"),
    "discover.dry": (
        "将在运行 {run} 的情景 {scenario} 里,对目标 {target} 找最多 {boxes} 个框,每个最多 {limits} 条限;"
        "{rate};重采样 {resamples} 次;写入 {out}",
        "would look in run {run}, scenario {scenario}, target {target}, for {boxes} boxes of "
        "{limits} limits at most; {rate}; {resamples} resamples; written to {out}",
    ),
    # Figure.
    "discover.fig.title_fails": (
        "目标 {id} 在什么条件下未达到:{target}",
        "When target {id} is missed: {target}",
    ),
    "discover.fig.title_meets": (
        "目标 {id} 在什么条件下达到:{target}",
        "When target {id} is met: {target}",
    ),
    "discover.fig.subtitle": ("情景:{name};{basis}", "scenario: {name}; {basis}"),
    "discover.fig.peeling": ("剥离轨迹:覆盖率与密度", "peeling trajectory: coverage and density"),
    "discover.fig.coverage": ("覆盖率(%)", "coverage (%)"),
    "discover.fig.density": ("密度(%)", "density (%)"),
    "discover.fig.looked": ("框{n},找的一半", "box {n}, half looked in"),
    "discover.fig.counted": ("框{n},另一半", "box {n}, other half"),
    "discover.fig.unconfirmed": ("未证实", "not confirmed"),
    "discover.fig.chosen": ("取用的框(95%区间)", "box taken (95 % interval)"),
    "discover.fig.rate": ("全部抽样 {rate}", "all draws {rate}"),
    "discover.fig.limits": (
        "框的限:条件在抽样中的百分位",
        "limits of the boxes: percentile of the condition",
    ),
    "discover.fig.percentile": (
        "低于该值的抽样(%)",
        "draws below (%)",
    ),
    "discover.fig.none": ("没有框", "no box"),
    "discover.fig.footer": (
        "shengsi {version}  种子 {seed}(分半 {own})  抽样 {draws} 次(未计入 {left_out})  日期 {date}  运行 {run}",
        "shengsi {version}  seed {seed} (halves {own})  draws {draws} (left out {left_out})  date "
        "{date}  run {run}",
    ),
}
