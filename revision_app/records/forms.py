from wtforms import SelectField
from wtforms.fields.choices import SelectChoice

from ..cohorts.core import Roster
from ..web.forms import SiteForm


class WhoseForm(SiteForm):
    """Whose records: everybody's, which is 0, or those of one learner of the cohort."""

    whose = SelectField("Whose records", coerce=int)

    def __init__(self, roster: Roster) -> None:
        super().__init__()
        everyone = SelectChoice("0", "Everybody in the cohort, with those who have left")
        self.whose.choices = [everyone, *(SelectChoice(str(person.id), person.name) for person in roster.everyone)]
