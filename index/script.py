"""Patterns that hold in both scripts: Big5 files are in traditional characters, the patterns are written in simplified."""

import re

_SIMPLIFIED = "发态谢领导们师乡亲组长记员书县现请监讲话说几后党开馈见动职责问题点认账单诚恳虚对销号办个东读区镇议总结报词备录来编辑阅签关键击览体声权转载网闭务应当让标为与尽样进达处学习经验传钱厂业实时间数产团级约违条贺宾会众从给红检讨终将没讯刚压"
_TRADITIONAL = "發態謝領導們師鄉親組長記員書縣現請監講話說幾後黨開饋見動職責問題點認賬單誠懇虛對銷號辦個東讀區鎮議總結報詞備錄來編輯閱簽關鍵擊覽體聲權轉載網閉務應當讓標為與盡樣進達處學習經驗傳錢廠業實時間數產團級約違條賀賓會眾從給紅檢討終將沒訊剛壓"
_ALSO = dict(zip(_SIMPLIFIED, _TRADITIONAL, strict=True))


def compiled(pattern: str, flags: int = 0) -> re.Pattern[str]:
    """Return pattern compiled so that each of its simplified characters stands for the traditional one too."""
    made, within, escaped = "", False, False
    for c in pattern:
        other = _ALSO.get(c, "")
        made += c + other if within or not other else f"[{c}{other}]"
        if not escaped:
            within = c == "[" or (within and c != "]")
        escaped = c == "\\" and not escaped
    return re.compile(made, flags)


def folded(text: str) -> str:
    """Return text with the traditional characters that patterns know in simplified form, to compare it."""
    return text.translate(_FOLD)


_FOLD = str.maketrans({b: a for a, b in _ALSO.items()})
