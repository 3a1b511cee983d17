"""Words for this moment and this day, as CLDR has them; Babel leaves these out of its data."""

from typing import Final

NOW: Final = {
    "ar": "الآن", "cs": "nyní", "da": "nu", "de": "jetzt", "el": "τώρα", "en": "now", "es": "ahora",
    "fi": "nyt", "fr": "maintenant", "he": "עכשיו", "hi": "अब", "hu": "most", "id": "sekarang",
    "it": "ora", "ja": "今", "ko": "지금", "nb": "nå", "nl": "nu", "no": "nå", "pl": "teraz",
    "pt": "agora", "ro": "acum", "ru": "сейчас", "sk": "teraz", "sv": "nu", "th": "ขณะนี้",
    "tr": "şimdi", "uk": "зараз", "vi": "bây giờ", "zh": "现在", "zh_Hant": "現在",
}  # fmt: skip

TODAY: Final = {
    "ar": "اليوم", "cs": "dnes", "da": "i dag", "de": "heute", "el": "σήμερα", "en": "today",
    "es": "hoy", "fi": "tänään", "fr": "aujourd\u2019hui", "he": "היום", "hi": "आज", "hu": "ma",
    "id": "hari ini", "it": "oggi", "ja": "今日", "ko": "오늘", "nb": "i dag", "nl": "vandaag",
    "no": "i dag", "pl": "dzisiaj", "pt": "hoje", "ro": "azi", "ru": "сегодня", "sk": "dnes",
    "sv": "i dag", "th": "วันนี้", "tr": "bugün", "uk": "сьогодні", "vi": "hôm nay", "zh": "今天",
    "zh_Hant": "今天",
}  # fmt: skip
