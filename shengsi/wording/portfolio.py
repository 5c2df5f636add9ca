"""Sentences of `shengsi portfolio`."""

from __future__ import annotations

TEXTS: dict[str, tuple[str, str]] = {
    # Options.
    "portfolio.opt_targets": (
        "要同时达到的目标,如 T1,T5;编号见 shengsi targets list",
        "targets to be met together, such as T1,T5; see shengsi targets list",
    ),
    "portfolio.opt_at_least": ("同时达到的概率至少多少", "least probability of meeting them all"),
    "portfolio.opt_budget": (
        "比无规划至多多花多少,万元;不写就不限",
        "most to be spent above no plan, 10 000 yuan; no limit by default",
    ),
    "portfolio.opt_robust": (
        "外部条件:不写只按假设;worst 连同各压力情景取最差,mean 取平均",
        "outside conditions: as assumed by default; worst or mean over the stress scenarios too",
    ),
    "portfolio.opt_levers": (
        "可以动的行动或杠杆,如 growth,park_land,upgrade_subsidy;默认全部",
        "actions or levers that may move, such as growth,park_land,upgrade_subsidy; all by default",
    ),
    "portfolio.opt_limit": (
        "杠杆最多动到哪里:plan 方案值,ambitious 加强值,beyond 再加强一步",
        "how far a lever may go: its plan value, its ambitious value, or one stride beyond",
    ),
    "portfolio.opt_bound": (
        "一个杠杆的界限,如 upgrade_subsidy=0.2,可重复",
        "bound of a lever, such as upgrade_subsidy=0.2; repeatable",
    ),
    "portfolio.opt_set": (
        "固定一个杠杆或假设,不参加搜索,如 upgrade_subsidy=0.2,可重复",
        "fix a lever or assumption, which is then not searched; repeatable",
    ),
    "portfolio.opt_evaluations": ("最多评估多少个组合", "portfolios evaluated at most"),
    "portfolio.opt_search_draws": (
        "搜索时每个组合的抽样次数;选定与确认各用 -n 次新抽样",
        "draws for each portfolio of the search; choosing and confirming take -n fresh ones each",
    ),
    "portfolio.opt_out": (
        "输出文件夹,其下每次一个子文件夹",
        "output folder; each search gets a folder in it",
    ),
    "portfolio.opt_no_figures": ("不画图", "no figures"),
    "portfolio.opt_costs": (
        "只列出每个杠杆的费用、依据与出处",
        "only list what each lever costs, with grade and source",
    ),
    "portfolio.opt_resume": (
        "继续中断的搜索(.partial 文件夹)",
        "go on with a search that was stopped (its .partial folder)",
    ),
    # What is said around a search.
    "portfolio.label": ("搜索与复核", "searching and judging anew"),
    "portfolio.no_targets": (
        "没有目标;用 --targets 指定,如 T1,T5",
        "no targets; name them with --targets, such as T1,T5",
    ),
    "portfolio.bad_bound": (
        "{text}: 应写作 杠杆代码=数,数在 {low} 到 {high} 之间",
        "{text}: must be LEVER=NUMBER, the number within {low}..{high}",
    ),
    "portfolio.bad_bound_code": (
        "{text}: 没有这个杠杆;用 shengsi scenario levers 查代码",
        "{text}: no such lever; shengsi scenario levers lists them",
    ),
    "portfolio.resume_alone": (
        "--resume 只接 -j 和输出选项;问题写在文件夹里,不能改 {names}",
        "--resume goes with -j and the options of output only; the question is in the folder and "
        "{names} cannot be changed",
    ),
    "portfolio.stopped": (
        "已评估的组合都已保存;继续:shengsi portfolio --resume {folder}",
        "evaluated portfolios are kept; go on with: shengsi portfolio --resume {folder}",
    ),
    "portfolio.dry": (
        "将找出 {met}的概率不低于 {goal} 的最便宜组合;{budget};{levers} 个杠杆,"
        "{conditions} 种外部条件",
        "would look for the cheapest portfolio with P({met}) of {goal} or more; {budget}; "
        "{levers} levers, outside conditions: {conditions}",
    ),
    "portfolio.dry_rest": (
        "最多 {evaluations} 个组合,各 {search_draws} 次抽样;选定与确认各 {draws} 次;约 {runs} 次"
        "模型运行;种子 {seed};写入 {out}",
        "up to {evaluations} portfolios of {search_draws} draws each, {draws} draws to choose and "
        "to confirm; about {runs} model runs; seed {seed}; written to {out}",
    ),
    "portfolio.dry_basis": ("{basis}", "{basis}"),
    "portfolio.where": ("结果:{folder}", "folder: {folder}"),
    "portfolio.use": (
        "作为情景使用:shengsi forecast -s plan -s {file}",
        "as a scenario: shengsi forecast -s plan -s {file}",
    ),
    # The report.
    "portfolio.title": (
        "最便宜的政策组合:{met}的概率不低于 {goal}",
        "The cheapest portfolio: P({met}) of {goal} or more",
    ),
    "portfolio.head": (
        "{budget};{outside};到 {year} 年  种子 {seed}  shengsi {version}",
        "{budget}; {outside}; until {year}  seed {seed}  shengsi {version}",
    ),
    "portfolio.budget": ("预算 {money}", "budget {money}"),
    "portfolio.no_budget": ("预算不限", "no budget"),
    "portfolio.outside.": ("外部条件按假设", "outside as assumed"),
    "portfolio.outside.worst": (
        "外部条件取 {n} 种中最差的",
        "the worst of {n} outside conditions",
    ),
    "portfolio.outside.mean": (
        "外部条件取 {n} 种的平均",
        "the mean over {n} outside conditions",
    ),
    "portfolio.moved": ("动 {n} 个杠杆", "levers moved: {n}"),
    "portfolio.none_moved": ("不动任何杠杆", "no lever moved"),
    "portfolio.answer.met": (
        "找到:比无规划多花 {cost}({low} ~ {high}),概率由 {before} 升到 {after};{moved}。"
        "方案多花 {plan_cost},概率 {plan}。",
        "Found: {cost} above no plan ({low} .. {high}) takes the probability from {before} to "
        "{after}; {moved}. The plan costs {plan_cost} and gives {plan}.",
    ),
    "portfolio.answer.unneeded": (
        "不必做什么:无规划的概率已是 {after},不低于 {goal};{moved},不多花钱。方案多花 {plan_cost},"
        "概率 {plan}。",
        "Nothing need be done: no plan gives {after} already, {goal} or more; {moved}, nothing spent. "
        "The plan costs {plan_cost} and gives {plan}.",
    ),
    "portfolio.answer.unclear": (
        "最便宜的组合能否达到 {goal},分辨不出:比无规划多花 {cost}({low} ~ {high}),概率 {after};"
        "{moved}。无规划 {before},方案 {plan}(多花 {plan_cost})。",
        "Whether the cheapest portfolio reaches {goal} cannot be told: {after}, at {cost} ({low} .. "
        "{high}) above no plan; {moved}. No plan {before}, the plan {plan} (at {plan_cost}).",
    ),
    "portfolio.answer.unclear_most": (
        "界限与预算之内能否达到 {goal},分辨不出:最高 {most};取用的组合多花 {cost}({low} ~ {high});{moved}。"
        "无规划 {before},方案 {plan}(多花 {plan_cost})。",
        "Whether {goal} is within reach, within bounds and budget, cannot be told: the most is "
        "{most}; the portfolio taken costs {cost} ({low} .. {high}) above no plan; {moved}. No plan "
        "{before}, the plan {plan} (at {plan_cost}).",
    ),
    "portfolio.answer.missed": (
        "没有达到 {goal}:选定时达到的最便宜组合,确认时只有 {after},多花 {cost}({low} ~ {high});"
        "{moved}。无规划 {before},方案 {plan}(多花 {plan_cost})。",
        "{goal} is missed: the cheapest portfolio that reached it when chosen has {after} on fresh "
        "draws, at {cost} ({low} .. {high}) above no plan; {moved}. No plan {before}, the plan {plan} "
        "(at {plan_cost}).",
    ),
    "portfolio.answer.missed_most": (
        "界限与预算之内达不到 {goal}:最高 {most};取用的组合多花 {cost}({low} ~ {high});{moved}。"
        "无规划 {before},方案 {plan}(多花 {plan_cost})。",
        "Within bounds and budget {goal} is out of reach: the most is {most}; the portfolio taken "
        "costs {cost} ({low} .. {high}) above no plan; {moved}. No plan {before}, the plan {plan} (at "
        "{plan_cost}).",
    ),
    "portfolio.verdict.met": (
        "确认用的抽样中,区间整个不低于 {goal}:达到。",
        "On the draws that confirm it the whole interval is at {goal} or more: met.",
    ),
    "portfolio.verdict.unneeded": (
        "确认用的抽样中,区间整个不低于 {goal}:达到。",
        "On the draws that confirm it the whole interval is at {goal} or more: met.",
    ),
    "portfolio.verdict.missed": (
        "确认用的抽样中,区间整个低于 {goal}:没有达到;搜索可能还不够,加大 --evaluations 与 -n。",
        "On the draws that confirm it the whole interval is below {goal}: missed. The search may not "
        "have gone far enough: use more --evaluations and draws (-n).",
    ),
    "portfolio.verdict.missed_most": (
        "确认用的抽样中,区间整个低于 {goal}:没有达到。",
        "On the draws that confirm it the whole interval is below {goal}: missed.",
    ),
    "portfolio.verdict.unclear": (
        "确认用的抽样中,区间含 {goal}:达到与否分辨不出;加大 -n,或把 --at-least 提高几个百分点。",
        "On the draws that confirm it the interval holds {goal}: met or missed, it cannot be told "
        "apart; use more draws (-n), or ask for a few points more (--at-least).",
    ),
    "portfolio.verdict.unclear_most": (
        "确认用的抽样中,最高概率的区间没有整个低于 {goal}:达到与否分辨不出;加大 -n 再看。",
        "On the draws that confirm it the interval of the highest is not wholly below {goal}: met or "
        "missed, it cannot be told apart; more draws (-n) may tell.",
    ),
    "portfolio.sure": (
        "前沿上区间整个不低于 {goal} 的,最便宜的多花 {cost}(复核 {probability})。",
        "On the front the cheapest whose whole interval is at {goal} or more costs {cost} (judged "
        "anew: {probability}).",
    ),
    "portfolio.assumed": (
        "费用中 {share} 是设定(没有公布的数),{runs} 由模型运行付出。",
        "Of the cost {share} is assumed (no published number), {runs} is paid in the model's runs.",
    ),
    "portfolio.assumed_none": (
        "没有多花钱:动的都是规定。",
        "Nothing more is spent: only rules move.",
    ),
    "portfolio.likeliest": (
        "选用时最高的一组要 {cost},确认为 {probability};取用的组合为 {after},与它相差 {change} 个百分点"
        "(逐次配对,95%区间)。选用时两者分辨不出,取其中最简单的。",
        "The set that was likeliest when chosen costs {cost} and has {probability} when confirmed; "
        "the portfolio taken has {after}, a difference of {change} points (paired, 95 %).  When chosen "
        "they could not be told apart: the simplest of such is taken.",
    ),
    "portfolio.decides": (
        "{n} 种外部条件中由“{condition}”决定:那时概率最低,{probability}。",
        "Of {n} outside conditions the one that decides is: {condition}, where the probability is "
        "lowest, {probability}.",
    ),
    "portfolio.under_note": (
        "各种外部条件下全部达到的概率,在确认用的抽样上;“比最差的高”说的是组合,逐次配对,方括号为95%区间。",
        "Probability of meeting all under each outside condition, on the draws that confirm; what it "
        "is above the lowest is that of the portfolio, paired draw by draw, 95 % interval in brackets.",
    ),
    "portfolio.under.decides": ("<- 由它决定", "<- decides"),
    "portfolio.under.lowest": ("<- 最低", "<- lowest"),
    "portfolio.under.more": ("较高", "higher"),
    "portfolio.under.same": ("与最低的分辨不出", "not told from the lowest"),
    # Sections.
    "portfolio.sec.conditions": ("各种外部条件下", "Under each outside condition"),
    "portfolio.col.condition": ("外部条件", "outside condition"),
    "portfolio.col.over_worst": ("比最差的高,百分点", "above the lowest, points"),
    "portfolio.paired": (
        "同一批抽样逐次相比,组合比无规划 {no_plan} 个百分点({no_plan_verdict}),比方案 {plan} 个百分点"
        "({plan_verdict});方括号为95%区间,很少几次抽样有变化时按 Agresti-Min 放宽。",
        "Paired draw by draw the portfolio is {no_plan} points over no plan ({no_plan_verdict}) and "
        "{plan} points over the plan ({plan_verdict}); 95 % interval in brackets, widened where only "
        "few draws change (Agresti-Min).",
    ),
    "portfolio.change.more": ("较高", "higher"),
    "portfolio.change.less": ("较低", "lower"),
    "portfolio.change.same": ("分辨不出", "indistinguishable"),
    "portfolio.sec.samples": (
        "搜索、选定、确认",
        "Searched, chosen, confirmed",
    ),
    "portfolio.sec.compared": ("与方案、无规划比较", "Beside the plan and no plan"),
    "portfolio.sec.levers": ("杠杆取值与费用", "Lever values and their cost"),
    "portfolio.sec.front": ("费用与概率的前沿", "The front of cost and probability"),
    "portfolio.sec.binding": ("什么挡住了", "What stands in the way"),
    "portfolio.sec.notes": ("说明", "Notes"),
    "portfolio.step.search": ("搜索(偏乐观)", "search (optimistic)"),
    "portfolio.step.choose": ("选定", "choosing"),
    "portfolio.step.confirm": ("确认", "confirming"),
    "portfolio.col.step": ("步骤", "step"),
    "portfolio.col.seed": ("种子", "seed"),
    "portfolio.col.draws": ("抽样", "draws"),
    "portfolio.col.probability": ("概率±误差", "probability"),
    "portfolio.curse": (
        "赢家诅咒:搜索时的估计减去确认的是 {search},选定时的减去确认的是 {choice} 个百分点(95%区间);"
        "对外请用确认的数。",
        "Winner's curse: the search's own estimate less the confirmed one is {search}, that of the "
        "choice less the confirmed one {choice} points (95 %); use the confirmed one.",
    ),
    "portfolio.no_curse": (
        "赢家诅咒:搜索时与选定时的估计都没有高于确认的(差 {search} 与 {choice} 个百分点,95%区间)。",
        "Winner's curse: neither the search's estimate nor that of the choice is above the confirmed "
        "one ({search} and {choice} points, 95 %).",
    ),
    "portfolio.col.what": ("项目", "item"),
    "portfolio.col.no_plan": ("无规划", "no plan"),
    "portfolio.col.plan": ("方案", "plan"),
    "portfolio.col.portfolio": ("组合", "portfolio"),
    "portfolio.row.all": ("全部达到", "all met"),
    "portfolio.row.cost": ("比无规划多花,{unit}", "cost above no plan, {unit}"),
    "portfolio.row.range": ("多花的范围", "range of that cost"),
    "portfolio.row.paid": ("其中运行内支付", "of it paid in the runs"),
    "portfolio.row.declared": ("其中运行外支付", "of it paid outside the runs"),
    "portfolio.row.assumed": ("费用中设定所占", "share of it that is assumed"),
    "portfolio.row.refused": (
        "付不起而拒付的申请,件[95%区间]",
        "applications refused for lack of money [95 %]",
    ),
    "portfolio.col.lever": ("杠杆", "lever"),
    "portfolio.col.unit": ("单位", "unit"),
    "portfolio.col.cost": ("费用", "cost"),
    "portfolio.col.range": ("范围", "range"),
    "portfolio.col.grade": ("依据", "grade"),
    "portfolio.col.payer": ("由谁付", "paid"),
    "portfolio.row.runs": (
        "运行内支付(财政补助支出,比无规划)",
        "paid in the runs, above no plan",
    ),
    "portfolio.row.total": ("合计", "total"),
    "portfolio.levers_rest": (
        "费用单位{unit},自2023年二季度到 {year} 年末合计,现价,不折现。其余 {n} 个杠杆保持无规划的值。"
        "“70->110”是2023年到最后一年,逐年的路径见 levers.csv。",
        "Cost in {unit}, 2023Q2 to the end of {year}, current prices, not discounted. The other "
        "{n} levers stay at their values without the plan. 70->110: from 2023 to the last year; "
        "yearly paths are in levers.csv.",
    ),
    "portfolio.grade.published": ("原文", "published"),
    "portfolio.grade.derived": ("推算", "derived"),
    "portfolio.grade.proxy": ("替代", "proxy"),
    "portfolio.grade.assumption": ("设定", "assumed"),
    "portfolio.col.front_cost": ("多花,{unit}", "cost, {unit}"),
    "portfolio.col.search": ("搜索(偏乐观,无误差)", "search (optimistic, no error)"),
    "portfolio.col.again": ("另抽复核±误差", "judged anew"),
    "portfolio.col.moved": ("动几个杠杆", "levers"),
    "portfolio.col.mark": ("标记", "mark"),
    "portfolio.mark.chosen": ("<- 组合", "<- portfolio"),
    "portfolio.mark.over": ("超预算", "over budget"),
    "portfolio.front_note": (
        "搜索的估计偏乐观,也不带误差,看复核的。复核以种子 {seed} 的 {draws} 次新抽样。不动任何杠杆的一行"
        "和去掉无用杠杆后的组合也列在内。",
        "The search's estimates are optimistic and come without an error; go by those judged anew, on "
        "{draws} fresh draws of seed {seed}.  The row with no lever moved is always there, and so is "
        "the portfolio without the levers that do nothing.",
    ),
    "portfolio.bind.lever": (
        "{lever} 的上限:放到 {value}",
        "bound of {lever}: let to {value}",
    ),
    "portfolio.bind.registry": (
        "{lever} 已到登记表的极限",
        "{lever} is at the registry's limit",
    ),
    "portfolio.bind.all_levers": (
        "所有到顶的杠杆一起放宽一步",
        "all levers at their bounds let one stride further",
    ),
    "portfolio.bind.money": (
        "专项与扶持预算放到登记表的极限",
        "fund and appropriation at the registry's limit",
    ),
    "portfolio.bind.budget": ("预算:不限", "budget: none"),
    "portfolio.col.limit": ("放宽什么", "what is relaxed"),
    "portfolio.col.gain": ("概率变化,百分点", "change of probability, points"),
    "portfolio.col.binds": ("结论", "verdict"),
    "portfolio.binds.yes": ("挡住了", "binds"),
    "portfolio.binds.no": ("分辨不出", "indistinguishable"),
    "portfolio.binds.never": ("-", "-"),
    "portfolio.binding_note": (
        "每次只放宽一项,在选定用的抽样上逐次配对;方括号为95%区间,很少几次抽样有变化时按 Agresti-Min 放宽。",
        "One at a time, paired draw by draw on the draws that the portfolio was chosen on; 95 % "
        "interval in brackets, widened where only few draws change (Agresti-Min).",
    ),
    "portfolio.note_many": (
        "共放宽 {n} 项,每项各按95%判断:即使都没有挡住,平均也会有 {chance} 项凑巧显得挡住了。",
        "{n} limits were relaxed, each judged at 95 %: did none of them bind, {chance} on average "
        "would seem to by chance.",
    ),
    "portfolio.nothing_binds": (
        "没有一项界限放宽后能分辨出提高:就这些抽样看,挡住的是县里定不了的外部条件与企业自身。",
        "No limit, relaxed, raises it beyond chance: as far as these draws tell, what stands in the "
        "way are outside conditions and enterprises themselves.",
    ),
    "portfolio.dearer.binds": (
        "预算挡住了:达到 {goal} 最便宜的组合要 {cost}(复核 {probability})。",
        "The budget is in the way: the cheapest portfolio that reaches {goal} costs {cost} (judged "
        "anew: {probability}).",
    ),
    "portfolio.dearer.above": (
        "超出{budget}的组合中,复核概率不低于 {goal} 的,最便宜的要 {cost}(复核 {probability})。",
        "Above the {budget} the cheapest portfolio with {goal} or more when judged anew costs {cost} "
        "({probability}).",
    ),
    # Notes.
    "portfolio.note.basis": ("{basis}", "{basis}"),
    "portfolio.note.costs": (
        "运行内支付取自各次运行的财政补助支出,不再另计价;运行外的单价写在 lever_costs.csv,"
        "用 shengsi portfolio --costs 查看;规定类杠杆不花财政的钱,其机会成本没有计入。",
        "What the runs pay is their government support and has no price besides; prices of the "
        "rest are in lever_costs.csv, see shengsi portfolio --costs; rules cost no public money, "
        "and what is forgone by them is not counted.",
    ),
    "portfolio.note.money": (
        "补助以专项与扶持预算为限,付不起的申请由模型拒付,概率里已经算进去。",
        "Support is limited by the fund and the appropriation; the model refuses what cannot be "
        "paid, and the probabilities hold that.",
    ),
    "portfolio.note.posterior": (
        "三组抽样的将来各自独立;参数与过去取自同一批后验,所以确认查不出后验本身的偏差。",
        "The three sets of draws have futures of their own; parameters and pasts come from one "
        "posterior, so confirming cannot show what is wrong with the posterior itself.",
    ),
    "portfolio.note.best": (
        "“最便宜”指搜索所及:评估了 {n} 个组合,不保证没有更便宜的;加大 --evaluations 可再找。",
        "Cheapest as far as the search went: {n} portfolios were evaluated, and a cheaper one may "
        "exist; --evaluations takes it further.",
    ),
    "portfolio.note.conditions": ("外部条件:{names}。", "Outside conditions: {names}."),
    "portfolio.note.worst": (
        "最差的一种由同一批抽样挑出,估计略偏低。",
        "The worst is picked by the same draws, which makes the estimate slightly low.",
    ),
    "portfolio.note.unjudged": (
        "{n} 次运行中断或没有值,不计入。",
        "{n} runs broke off or gave no value and are left out.",
    ),
    # The list of costs.
    "portfolio.costs_title": (
        "每个杠杆花谁的钱、单价多少(万元,从无规划的值算起,现价)",
        "What each lever costs and who pays (10 000 yuan, from its value without the plan, current prices)",
    ),
    "portfolio.col.code": ("代码", "code"),
    "portfolio.col.name": ("名称", "name"),
    "portfolio.col.price": ("单价", "price"),
    "portfolio.col.price_range": ("范围", "range"),
    "portfolio.col.source": ("出处", "source"),
    "portfolio.costs_note": (
        "运行内:模型按补助率逐家付出,取自财政补助支出,不另计价。运行外:模型不付,按单价计。资金来源:"
        "钱从哪里来,不是花费。规定:不花财政的钱。{n} 个杠杆有单价,其中 {assumed} 个是设定。说明见 docs/portfolio.md。",
        "In the runs: the model pays it enterprise by enterprise, taken from government support and "
        "not priced again. Outside: the model does not pay it, priced here. Source of money: not "
        "spending. A rule: no public money. {n} levers have a price, {assumed} of them "
        "assumed. See docs/portfolio.md.",
    ),
    # The scenario and the figure.
    "portfolio.scenario_name": (
        "最便宜组合({targets})",
        "cheapest portfolio ({targets})",
    ),
    "portfolio.scenario_about": (
        "shengsi portfolio 找到:{met}的概率确认为 {probability},比无规划多花 {cost}。",
        "Found by shengsi portfolio: P({met}) is {probability} on fresh draws, {cost} above no plan.",
    ),
    "portfolio.fig.title": (
        "多花多少钱,{met}的概率多大",
        "Cost above no plan and P({met})",
    ),
    "portfolio.fig.x": ("比无规划多花,{unit}", "cost above no plan, {unit}"),
    "portfolio.fig.y": ("同时达到的概率,%", "probability of meeting all, %"),
    "portfolio.fig.front": ("前沿,另抽复核,95%区间", "front, judged anew, 95 % interval"),
    "portfolio.fig.search": (
        "同一些组合在搜索时的估计(偏乐观)",
        "the same in the search (optimistic)",
    ),
    "portfolio.fig.goal": ("要求 {goal}", "goal {goal}"),
    "portfolio.fig.budget": ("预算", "budget"),
    "portfolio.fig.foot": (
        "shengsi {version}  种子 {seeds}  抽样 {draws}  {date}  横条为费用范围:设定的单价上下限与运行内支付的95%区间",
        "shengsi {version}  seeds {seeds}  draws {draws}  {date}  horizontal bars: ranges of assumed "
        "prices and 95 % interval of what the runs pay",
    ),
    "portfolio.fig.assumed": (
        "{basis};费用中设定占 {share}",
        "{basis}; assumed share of the cost {share}",
    ),
}
