"""What one does of each part of a sheet: the form it takes, the service, what is said."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.plans.forms import parts as forms
from terreau.web.apps.plans.services import discussing, milestones, risks, taking_part, tracking
from terreau.web.apps.plans.views.acts import Doing

PEOPLE = {
    "add": Doing(
        forms.ParticipantForm,
        lambda who, sheet, _row, form: taking_part.put_on_sheet(
            acting=who, sheet_id=sheet, **form.cleaned_data
        ),
        _("Ajouter"),
        _("C’est noté."),
    ),
    "tie": Doing(
        forms.TieForm,
        lambda who, sheet, row, form: taking_part.tie_participation(
            acting=who,
            sheet_id=sheet,
            participation_id=row,
            organisation_id=form.cleaned_data["organisation"],
        ),
        _("Oui, c’est elle"),
        _("Le nom est relié à l’annuaire."),
    ),
    "remove": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: taking_part.take_off_sheet(
            acting=who, sheet_id=sheet, participation_id=row
        ),
        _("Retirer"),
        _("Retirée de la fiche ; l’historique le garde."),
    ),
}
CALENDAR = {
    "add": Doing(
        forms.MilestoneForm,
        lambda who, sheet, _row, form: milestones.add_milestone(
            acting=who, sheet_id=sheet, **form.cleaned_data
        ),
        _("Ajouter"),
        _("Le jalon est posé."),
    ),
    "change": Doing(
        forms.MilestoneChangeForm,
        lambda who, sheet, row, form: milestones.change_milestone(
            acting=who, sheet_id=sheet, milestone_id=row, **form.cleaned_data
        ),
        _("Enregistrer"),
        _("Le jalon est changé."),
    ),
    "today": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: milestones.settle_milestone(
            acting=who, sheet_id=sheet, milestone_id=row, done_on=timezone.localdate()
        ),
        _("Fait aujourd’hui"),
        _("C’est fait."),
    ),
    "done": Doing(
        forms.DoneForm,
        lambda who, sheet, row, form: milestones.settle_milestone(
            acting=who, sheet_id=sheet, milestone_id=row, **form.cleaned_data
        ),
        _("Fait ce jour-là"),
        _("C’est noté."),
    ),
    "undo": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: milestones.settle_milestone(
            acting=who, sheet_id=sheet, milestone_id=row, done_on=None
        ),
        _("Pas fait, finalement"),
        _("Le jalon est de nouveau à faire."),
    ),
    "remove": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: milestones.remove_milestone(
            acting=who, sheet_id=sheet, milestone_id=row
        ),
        _("Retirer"),
        _("Jalon retiré ; l’historique le garde."),
    ),
}
TRACKING = {
    "add": Doing(
        forms.IndicatorForm,
        lambda who, sheet, _row, form: tracking.add_indicator(
            acting=who, sheet_id=sheet, written=form.written
        ),
        _("Ajouter"),
        _("L’indicateur est ajouté."),
    ),
    "change": Doing(
        forms.IndicatorChangeForm,
        lambda who, sheet, row, form: tracking.change_indicator(
            acting=who,
            sheet_id=sheet,
            indicator_id=row,
            written=form.written,
            read=form.cleaned_data["read"],
        ),
        _("Enregistrer"),
        _("L’indicateur est changé."),
    ),
    "measure": Doing(
        forms.MeasureForm,
        lambda who, sheet, row, form: tracking.note_measure(
            acting=who, sheet_id=sheet, indicator_id=row, **form.cleaned_data
        ),
        _("Noter la mesure"),
        _("La mesure est notée."),
    ),
    "remove": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: tracking.remove_indicator(
            acting=who, sheet_id=sheet, indicator_id=row
        ),
        _("Retirer l’indicateur"),
        _("Indicateur retiré ; l’historique le garde."),
    ),
    "unmeasure": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: tracking.remove_measure(
            acting=who, sheet_id=sheet, measure_id=row
        ),
        _("Retirer"),
        _("Mesure retirée ; l’historique la garde."),
    ),
}
RISKS = {
    "add": Doing(
        forms.RiskForm,
        lambda who, sheet, _row, form: risks.add_risk(
            acting=who, sheet_id=sheet, **form.cleaned_data
        ),
        _("Ajouter"),
        _("Le risque est noté."),
    ),
    "change": Doing(
        forms.RiskChangeForm,
        lambda who, sheet, row, form: risks.change_risk(
            acting=who, sheet_id=sheet, risk_id=row, **form.cleaned_data
        ),
        _("Enregistrer"),
        _("Le risque est changé."),
    ),
    "close": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: risks.settle_risk(
            acting=who, sheet_id=sheet, risk_id=row, is_closed=True
        ),
        _("C’est passé"),
        _("Le risque est clos."),
    ),
    "reopen": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: risks.settle_risk(
            acting=who, sheet_id=sheet, risk_id=row, is_closed=False
        ),
        _("Rouvrir"),
        _("Le risque est rouvert."),
    ),
}
WORDS = {
    "add": Doing(
        forms.CommentForm,
        lambda who, sheet, _row, form: discussing.add_comment(
            acting=who, sheet_id=sheet, **form.cleaned_data
        ),
        _("Publier aux partenaires"),
        _("Votre mot est publié."),
    ),
    "withdraw": Doing(
        forms.NothingForm,
        lambda who, sheet, row, _form: discussing.withdraw_comment(
            acting=who, sheet_id=sheet, comment_id=row
        ),
        _("Retirer"),
        _("Le mot est retiré."),
    ),
}
