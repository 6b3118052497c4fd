"""Invented briefs of every level and kind of unit, full of names: what the tests of redaction and of the wire hide."""

from typing import Any

# place as the unit has it, superior, team
PLACES = """
云溪县|云溪县委|县委第三巡察组
江州市云溪区|云溪区委|区委第一巡察组
江南省江州市|江州市委|江州市委第二巡察组
江州市|中共江州市委|市委第六巡察组
平安县|平安县委|平安县委巡察二组
江州市和平区|和平区委|江州市委第四巡察组
江州市高明区|高明区委|区委第五巡察组
黔岭土家族苗族自治县|黔岭县委|县委第七巡察组
北原郭勒盟|北原郭勒盟委|盟委第一巡察组
木苏地区|木苏地委|地委第三巡察组
柳安州|柳安州委|州委第二巡察组
津河市|津河市委|市委“回头看”巡察组
会同县|会同县委|县委第八巡察组
同心县|同心县委|县委巡察组
泽县|泽县县委|县委第九巡察组
""".split()
UNITS = """
市场监督管理局 住房和城乡建设局 卫生健康委员会 发展和改革局 公安局 安全局 人民医院 妇幼保健院 第二中学 明德小学 文明中学 职业技术学院 人民法院 人民检察院 自来水有限公司
城市建设投资集团有限公司 安全镇 新华镇 青岩镇文明村 石桥镇人民政府 红星街道 城关镇和平社区 委组织部 政务服务中心 经济技术开发区管理委员会 总工会 青岩镇中心卫生院 融媒体中心 供销合作社联合社 消防救援大队
""".split()
OWN_NAMES = ("江州师范大学", "宏远建工集团有限公司", "云溪农商银行", "江州医学高等专科学校", "江州市生态环境局云溪分局", "中共云溪县委宣传部", "国家税务总局云溪县税务局", "共青团云溪县委员会", "中国农业银行云溪县支行")
SPEAKERS = ("高明", "李 明德", "周建国", "欧阳静远", "方向", "阿依古·买提", "")
ROLES = ("局党组书记、局长", "党委书记", "党组成员、副局长", "党总支书记", "主任")
PROBLEMS = (
    "石桥村低保评议走过场，李某某等三户“人情保”没有清退",
    "将王家庄水库除险加固工程违规发包给宏达建筑有限公司，涉及资金120万元",
    "明德小学食堂大宗食材验收只签字不过秤，教师赵敏虚报课时",
    "原会计张玉兰挪用公款12.6万元，账号6222 0212 3456 7890 123",
    "没有落实云办发〔2026〕3号文件，云岭高速项目征地补偿拖了14个月",
    "公车云A12345私用，在金鼎大酒店挂账",
    "和平村、新华社区的账目半年没有公开，群众打13800138000反映没有人管",
    "青龙河采砂监管不严，旺达采石场夜里偷采",
)
PEOPLE = (
    {"who": "县委书记李某某", "did": "讲了话", "said": "整改要让群众看得见"},
    {"who": "周建国副县长", "said": "平安建设和安全生产两手抓"},
    {"who": "王德贵 组长", "did": "反馈了意见"},
    {"who": "县委常委、组织部部长", "said": "文明创建要同整改一起抓"},
)


def briefs() -> list[dict[str, Any]]:
    """Return the briefs as mappings: each unit in three places, then the units that are named without a place."""
    made = []
    for number, unit in enumerate(UNITS):
        for turn in range(3):
            place, superior, team = PLACES[(number * 3 + turn) % len(PLACES)].split("|")
            made.append(_brief(len(made), place + unit, superior, team, place))
    for name in OWN_NAMES:
        made.append(_brief(len(made), name, "江州市委", "市委第二巡察组", ""))
    return made


def _brief(number: int, unit: str, superior: str, team: str, region: str) -> dict[str, Any]:
    found = {
        "unit": unit,
        "speaker": SPEAKERS[number % len(SPEAKERS)],
        "role": ROLES[number % len(ROLES)],
        "superior": superior,
        "team": team,
        "region": region if number % 2 else "",
        "present": [PEOPLE[number % 4], PEOPLE[(number + 1) % 4]],
        "problems": [PROBLEMS[(number + i) % len(PROBLEMS)] for i in range(4)] + [f"{unit}账目不清，门诊收费11笔没有公示"],
        "priorities": ["农贸市场改造提升", "龙潭水库灌区清淤", "平安建设和文明城市创建"],
        "deadlines": [f"整改方案一个月内报{superior}巡察办"],
        "notes": "话说实在些，联系人何小伟，邮箱he@yunxi.example.cn",
        "slogan": f"建设清风{region}" if region else "清风入怀",
    }
    return {key: value for key, value in found.items() if value}
