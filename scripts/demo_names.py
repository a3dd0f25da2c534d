"""Names of the made-up town: its villages, who visits there, and what its people are called, by generation."""

from dataclasses import dataclass

COUNTY, TOWN, STATION, REGION = "云溪县", "青石镇", "青石镇社会工作服务站", "429021"


@dataclass(frozen=True)
class Village:
    """A village: its groups or hamlets, how many old people it has, who visits there, how well it keeps up."""

    name: str
    groups: tuple[str, ...]
    elders: int
    visitor: str
    role: str
    diligence: float

    @property
    def kind(self) -> str:
        return "社区" if self.name.endswith("社区") else "村"


def _groups(number: int) -> tuple[str, ...]:
    return tuple(f"{one}组" for one in range(1, number + 1))


VILLAGES = (
    Village("白庙村", _groups(6), 23, "余秀芬", "村探访员", 1.0),
    Village("河口社区", ("老街", "码头", "安置小区", "粮站"), 28, "胡晓燕", "网格员", 0.95),
    Village("新桥社区", ("桥头", "供销社", "卫生院旁", "新桥小区"), 26, "谭立新", "网格员", 0.93),
    Village("大湾村", _groups(7), 20, "李长林", "村探访员", 0.95),
    Village("双井村", _groups(6), 23, "黄桂芝", "村探访员", 0.96),
    Village("上坪村", ("大塘湾", "竹园", "石门", "学堂坪"), 16, "覃国忠", "村探访员", 0.9),
    Village("柳林村", _groups(5), 21, "刘春桃", "村探访员", 0.97),
    Village("枫树坳村", ("坳上", "坳下", "茶场", "杉树湾"), 15, "柯尊义", "村探访员", 0.84),
    Village("石桥村", _groups(6), 19, "石满仓", "村干部", 0.92),
    Village("老君村", ("老君庙", "岩屋", "黄泥坡"), 15, "汪家友", "村探访员", 0.68),
)

STAFF = ("周敏", "林悦", "陈思远")
CHILD_DIRECTORS = {"白庙村": "方慧", "河口社区": "邓小娟", "柳林村": "夏云"}

def _words(text: str) -> list[str]:
    return text.split()


SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏"
    "钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文翟覃仇解查柯向"
)
OLD_WOMEN = _words("""
    秀英 桂英 玉兰 桂兰 秀兰 玉珍 凤英 素珍 淑珍 翠英 腊梅 菊香 冬秀 春兰 金枝 银秀 水香 月娥
    桃香 荷香 巧云 爱莲 来香 满秀 桂香 玉梅 兰英 淑芬 桂珍 玉英 香莲 秋菊 元秀 凤仙 兰芝 细姑
    金莲 正英 运秀 年香 先珍 早秀 腊香 梅英 贵珍
""")
OLD_MEN = _words("""
    德清 世荣 光明 正华 家发 大志 志高 永福 明德 长生 水生 火生 金山 福生 春生 传根 传贵 义才
    学文 学礼 道全 道义 先才 先明 文才 祥云 绍武 绍全 开喜 启发 良善 友林 国泰 昌盛 宗汉 茂林
    维新 高升 秋生 定安 必胜 汉民 立本 守信 尚文
""")
WOMEN = _words("""
    红梅 小红 海燕 丽华 春梅 建英 爱华 金凤 雪莲 晓琴 艳红 玉霞 美玲 云霞 冬梅 彩霞 桂花 翠萍
    秋霞 小兰
""")
MEN = _words("""
    建军 志刚 卫东 红兵 建平 国庆 爱国 小军 海波 立新 永强 大勇 新民 建设 保国 三元 小平 志强
    来喜 跃进
""")
GIRLS = _words("""
    梓涵 欣怡 雨桐 思琪 佳怡 诗涵 语嫣 梦瑶 静怡 可馨 若曦 雅琪 子萱 慧敏 心悦 依诺 婉婷 晓雯
    芷若 紫妍
""")
BOYS = _words("""
    子轩 浩然 宇航 俊杰 一诺 晨曦 博文 嘉豪 天佑 思远 明轩 子墨 志远 家乐 文浩 睿泽 锦程 少阳
    承泽 阳阳
""")
RARE = {
    ("elder", 0): ("尉迟德清", "男"), ("elder", 3): ("赵㛃珍", "女"), ("elder", 25): ("区玉兰", "女"),
    ("elder", 53): ("单世荣", "男"), ("elder", 98): ("尉迟月娥", "女"), ("elder", 120): ("解兰芝", "女"),
    ("elder", 160): ("龙翀", "男"), ("child", 2): ("李𬱖", "女"), ("child", 17): ("龚䶮", "男"),
    ("child", 30): ("欧阳子墨", "男"), ("disabled", 5): ("孙䶮宇", "男"), ("dibao", 4): ("阿依古丽·买买提", "女"),
    ("dibao", 20): ("区建平", "男"), ("tekun", 3): ("单开喜", "男"),
}  # fmt: skip
AWAY = _words("""
    浙江义乌 广东东莞 福建晋江 江苏昆山 广东深圳 浙江宁波 武汉 县城 上海 温州
""")
