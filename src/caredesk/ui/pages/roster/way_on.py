"""What the bar at the foot says at each step: what is still open, and the one thing to press next."""

from __future__ import annotations

from caredesk.ui.pages.roster.frame import Bottom
from caredesk.ui.pages.roster.hand import Hand


def offer_file(bottom: Bottom, hand: Hand) -> None:
    """After a file was read: straight to the check where every column is known."""
    taken = [one for one in hand.tables if hand.takes(one)]
    unit = "行走访记录" if taken and all(one.visits for one in taken) else "人"
    held = f"共 {sum(one.people for one in taken)} {unit}"
    doubtful = hand.doubtful()
    if hand.sure:
        told = "认列照上次的" if hand.recognised.layout_seen else "表头和每一列都认出来了"
        bottom.say(f"{held}，{told}")
        bottom.offer("下一步：核对", aside="看看每一列", back=False)
    else:
        bottom.say(f"{held}，有 {doubtful} 列请看一眼" if doubtful else "表头请看一眼")
        bottom.offer("下一步：认列", aside="不看了，直接核对", back=False)


def offer_columns(bottom: Bottom, hand: Hand) -> None:
    """While columns are looked at."""
    doubtful = hand.doubtful()
    bottom.say(f"还有 {doubtful} 列请看一眼" if doubtful else "每一列都认好了")
    bottom.offer("下一步：核对")


def offer_check(bottom: Bottom, hand: Hand, waiting: str) -> None:
    """After a check: check again what was answered since, else write."""
    changes = hand.writes
    if hand.open:
        bottom.say(f"您改了或定了 {hand.open} 处，" + (f"还有{waiting}" if waiting else "都定好了"))
        bottom.offer("照您定的再核对一遍")
        return
    lists = hand.plan is not None and bool(hand.plan.listed.taken)
    nothing = "登记没有变化，收进来只留下这份名单，用来对照" if lists else "没有要写入的内容"
    told = f"点“收进来”就写入 {changes} 行，其余不动" if changes else nothing
    bottom.say(f"还有{waiting}，不定的先不收。{told}" if waiting else told)
    bottom.offer("收进来", enabled=changes > 0 or lists)
