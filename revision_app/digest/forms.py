from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from ..web.forms import SiteForm
from .core import HowOften

WORDS = {
    HowOften.IMMEDIATELY: "Immediately, within minutes",
    HowOften.DAILY: "Once a day at most, in the morning",
    HowOften.WEEKLY: "Once a week at most, on Monday morning",
    HowOften.NEVER: "Never",
}


class HowOftenForm(SiteForm):
    how_often = RadioField("How often", choices=[SelectChoice(each.value, words) for each, words in WORDS.items()])
