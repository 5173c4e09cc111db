"""Every route × every role, by asking: who gets in, who is told no, and that others' work is as good as missing."""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import func, select

from revision_app.accounts.core import Role
from revision_app.cohorts.core.enrolment import Deed
from revision_app.cohorts.models import EnrolmentChangeRow, EnrolmentRow
from revision_app.db import db
from revision_app.evidence.files import actions as files
from revision_app.evidence.files.models import PairRow
from revision_app.journal import actions as journal
from revision_app.journal.core.guide import Stage
from revision_app.journal.core.text import Text
from revision_app.marking.actions import action_plan
from revision_app.marking.actions import decisions as marking
from revision_app.marking.core.phrase import Wording
from revision_app.marking.models import PhraseRow
from revision_app.marking.queries.action_plan import plan
from revision_app.quiz.attempts.actions import practice, sitting
from revision_app.quiz.attempts.core.grading import Way
from revision_app.quiz.attempts.models import AttemptRow, RegradeRow
from revision_app.quiz.bank import library
from revision_app.quiz.practice.actions import save_recipe
from revision_app.quiz.practice.core.recipe import Recipe
from revision_app.recall import actions as recall
from revision_app.recall.queries import own_cards
from revision_app.records.core.about import KIND as RECORDS
from revision_app.study import actions as study
from revision_app.study.core.note import Anchor
from revision_app.web.clock import now
from revision_app.web.opaque import opaque
from tests.support.browser import Browser
from tests.support.builders import a_cohort, a_person
from tests.support.files import a_pair, a_photograph, handed_in_as_a_set
from tests.support.jobs import a_made_file, an_export
from tests.support.logs import log_ids
from tests.support.messages import a_message
from tests.support.papers import a_challenge, an_answer_to_mark
from tests.support.practice import checked_as
from tests.support.quality import a_sample
from tests.support.reflections import DECLARED, TICKED, a_claim, a_commented_submission
from tests.support.said import a_request, a_statement

LEARNER, TUTOR, ADMINISTRATOR, ASSURER = Role.LEARNER, Role.TUTOR, Role.ADMINISTRATOR, Role.QUALITY_ASSURER
EVERYONE = {LEARNER, TUTOR, ADMINISTRATOR, ASSURER}

# Every route that needs a sign-in, and the roles it is open to. A new route is written here before it works.
OPEN_TO = {
    "sets.before_hand_in": {LEARNER},
    "sets.file_set": {LEARNER},
    "sets.hand_in": {LEARNER},
    "sets.save": {LEARNER},
    "sets.sets": {LEARNER},
    "sets.start": {LEARNER},
    "files.begin_upload": {LEARNER},
    "files.before_cover": {LEARNER},
    "files.consents": {ADMINISTRATOR},
    "files.content": {LEARNER, TUTOR},
    "files.cover": {LEARNER},
    "files.describe": {LEARNER},
    "files.file": {LEARNER},
    "files.finish": {LEARNER},
    "files.give_up": {LEARNER},
    "files.make_pair": {LEARNER},
    "files.new": {LEARNER},
    "files.pairs": {LEARNER},
    "files.part_pair": {LEARNER},
    "files.receive": {LEARNER},
    "files.record_consent": {LEARNER},
    "files.remove": {LEARNER},
    "files.restore_file": {LEARNER},
    "files.say_no_client": {LEARNER},
    "files.shelf": {LEARNER},
    "files.thumbnail": {LEARNER, TUTOR},
    "files.upload": {LEARNER},
    "files.withdraw_consent": {LEARNER},
    "files.withdraw_for_client": {ADMINISTRATOR},
    "journal.attach": {LEARNER},
    "journal.restore_draft": {LEARNER},
    "journal.delete_draft": {LEARNER},
    "journal.attachments": {LEARNER},
    "journal.check_name_again": {LEARNER},
    "journal.keep_not_a_client": {LEARNER},
    "journal.reflection": {LEARNER},
    "journal.reflections": {LEARNER},
    "journal.restore": {LEARNER},
    "journal.rules": {LEARNER},
    "journal.save": {LEARNER},
    "journal.start": {LEARNER},
    "journal.use_wording": {LEARNER},
    "journal.versions": {LEARNER},
    "journal.before_hand_in": {LEARNER},
    "journal.hand_in": {LEARNER},
    "quiz.hand_in_result": {LEARNER},
    "quiz.result_as_evidence": {LEARNER},
    "messages.announce": {TUTOR, ADMINISTRATOR},
    "messages.answer": EVERYONE,
    "messages.new": {LEARNER, TUTOR, ADMINISTRATOR},
    "messages.sent": {LEARNER, TUTOR, ADMINISTRATOR},
    "messages.thread": EVERYONE,
    "messages.threads": EVERYONE,
    "statements.ask_witness": {LEARNER},
    "statements.discuss": {TUTOR},
    "statements.hand_in": {LEARNER},
    "statements.link_again": {LEARNER},
    "statements.observe": {TUTOR},
    "statements.of_learner": {TUTOR},
    "statements.statement": {LEARNER},
    "statements.statements": {LEARNER},
    "statements.take_back": {LEARNER},
    "recall.add_cards": {LEARNER},
    "recall.cards": {LEARNER},
    "recall.change_card": {LEARNER},
    "recall.choose": {LEARNER},
    "recall.delete_card": {LEARNER},
    "recall.restore_card": {LEARNER},
    "recall.export_cards": {LEARNER},
    "recall.export_package": {LEARNER},
    "recall.leave_out": {LEARNER},
    "recall.own_card": {LEARNER},
    "recall.review": {LEARNER},
    "recall.take_back": {LEARNER},
    "recall.today": {LEARNER},
    "recall.write_card": {LEARNER},
    "log.add": {LEARNER},
    "log.before_hand_in": {LEARNER},
    "log.correct": {LEARNER},
    "log.counts": {LEARNER},
    "log.delete_record": {LEARNER},
    "log.hand_in": {LEARNER},
    "log.make_link": {LEARNER},
    "log.new": {LEARNER},
    "log.record": {LEARNER},
    "log.records": {LEARNER},
    "log.restore_record": {LEARNER},
    "log.revoke_link": {LEARNER},
    "log.save_selection": {LEARNER},
    "log.selection": {LEARNER},
    "log.selections": {LEARNER},
    "log.start_selection": {LEARNER},
    "journal.claim_passage": {LEARNER},
    "journal.passages": {LEARNER},
    "journal.remove_claim": {LEARNER},
    "marking.amend": {TUTOR},
    "marking.answer": {LEARNER},
    "marking.put_aside": {TUTOR},
    "marking.reply": {TUTOR},
    "marking.set_done": {LEARNER},
    "marking.take_on": {LEARNER},
    "marking.evidence": {LEARNER},
    "marking.keep_phrase": {TUTOR},
    "marking.keep_typed": {TUTOR},
    "marking.mark": {TUTOR},
    "marking.phrases": {TUTOR},
    "marking.queue": {TUTOR},
    "marking.agree": {TUTOR},
    "marking.all_rules": {ADMINISTRATOR},
    "marking.ask_second": {TUTOR},
    "marking.call_back": {TUTOR},
    "marking.finish_first": {TUTOR},
    "marking.keep_typed_second": {TUTOR},
    "marking.mark_second": {TUTOR},
    "marking.rules": {ADMINISTRATOR},
    "marking.second": {TUTOR},
    "marking.set_rules": {ADMINISTRATOR},
    "marking.take_second": {TUTOR},
    "marking.release_several": {TUTOR},
    "marking.releases": {TUTOR},
    "marking.retire_phrase": {TUTOR},
    "marking.submission": {LEARNER, TUTOR},
    "marking.withdraw": {LEARNER},
    "marking.countersign": {TUTOR},
    "portfolio.declare": {LEARNER},
    "portfolio.download": {LEARNER},
    "portfolio.download_recorded": {ADMINISTRATOR},
    "portfolio.download_taught": {TUTOR},
    "portfolio.export_mine": {LEARNER},
    "portfolio.export_recorded": {ADMINISTRATOR},
    "portfolio.export_taught": {TUTOR},
    "portfolio.mine": {LEARNER},
    "portfolio.recorded": {ADMINISTRATOR},
    "portfolio.taught": {TUTOR},
    "rights.download": {LEARNER},
    "rights.erase": {ADMINISTRATOR},
    "rights.erasure": {ADMINISTRATOR},
    "rights.export_mine": {LEARNER},
    "rights.hold": {ADMINISTRATOR},
    "rights.lift_hold": {ADMINISTRATOR},
    "rights.merge": {ADMINISTRATOR},
    "rights.merge_accounts": {ADMINISTRATOR},
    "rights.mine": {LEARNER},
    "signing.end_training": {ADMINISTRATOR},
    "signing.start_training": {ADMINISTRATOR},
    "accounts.account": EVERYONE,
    "accounts.act_as": EVERYONE,
    "accounts.rest": EVERYONE,
    "accounts.confirm_devices": EVERYONE,
    "accounts.end_sign_in": EVERYONE,
    "accounts.token": EVERYONE,
    "cohorts.add_cohort": {ADMINISTRATOR},
    "cohorts.assign": {ADMINISTRATOR},
    "cohorts.set_dates": {ADMINISTRATOR},
    "cohorts.archive": {ADMINISTRATOR},
    "cohorts.undo_archiving": {ADMINISTRATOR},
    "cohorts.choose_lead": {ADMINISTRATOR},
    "cohorts.name_assurer": {ADMINISTRATOR},
    "accounts.audit": {ADMINISTRATOR},
    "accounts.audit_csv": {ADMINISTRATOR},
    "accounts.check_audit": {ADMINISTRATOR},
    "accounts.change_password": EVERYONE,
    "accounts.choose_reading_settings": EVERYONE,
    "accounts.deactivate_account": {ADMINISTRATOR},
    "cohorts.cohort_people": {ADMINISTRATOR},
    "cohorts.cohorts": {TUTOR, ADMINISTRATOR},
    "cohorts.end_enrolment": {ADMINISTRATOR},
    "accounts.reading_settings": EVERYONE,
    "cohorts.enrol": {ADMINISTRATOR},
    "cohorts.change_enrolments": {ADMINISTRATOR},
    "cohorts.undo_change": {ADMINISTRATOR},
    "accounts.new_link": {ADMINISTRATOR},
    "cohorts.blank_people_file": {ADMINISTRATOR},
    "accounts.begin_two_step": EVERYONE,
    "accounts.confirm_two_step": EVERYONE,
    "accounts.end_persons_two_step": {ADMINISTRATOR},
    "accounts.end_two_step": EVERYONE,
    "accounts.make_recovery_codes": EVERYONE,
    "accounts.two_step": EVERYONE,
    "progress.help_page": EVERYONE,
    "progress.setting_up": {ADMINISTRATOR},
    "accounts.passkeys": EVERYONE,
    "accounts.begin_passkey": EVERYONE,
    "accounts.new_passkey": EVERYONE,
    "accounts.add_passkey": EVERYONE,
    "accounts.remove_passkey": EVERYONE,
    "accounts.letters": {ADMINISTRATOR},
    "accounts.send_again": {ADMINISTRATOR},
    "cohorts.confirm_import": {ADMINISTRATOR},
    "cohorts.correct_email": {ADMINISTRATOR},
    "cohorts.import_people": {ADMINISTRATOR},
    "cohorts.invitations": {ADMINISTRATOR},
    "cohorts.make_invitations": {ADMINISTRATOR},
    "cohorts.new_person": {ADMINISTRATOR},
    "cohorts.people": {ADMINISTRATOR},
    "cohorts.person": {ADMINISTRATOR},
    "cohorts.place": {ADMINISTRATOR},
    "cohorts.preview_import": {ADMINISTRATOR},
    "cohorts.remove_tutor": {ADMINISTRATOR},
    "cohorts.rename_cohort": {ADMINISTRATOR},
    "accounts.reactivate_account": {ADMINISTRATOR},
    "accounts.sign_out": EVERYONE,
    "accounts.sign_out_everywhere": EVERYONE,
    "progress.cohort": {TUTOR},
    "progress.compare": {TUTOR},
    "records.cohort": {TUTOR, ADMINISTRATOR},
    "records.cohort_csv": {TUTOR, ADMINISTRATOR},
    "records.cohort_xlsx": {TUTOR, ADMINISTRATOR},
    "records.download_pdf": {TUTOR, ADMINISTRATOR},
    "records.make_pdf": {TUTOR, ADMINISTRATOR},
    "records.pdf": {TUTOR, ADMINISTRATOR},
    "progress.cohort_csv": {TUTOR},
    "progress.cohort_xlsx": {TUTOR},
    "progress.aim": {LEARNER},
    "progress.set_aim": {LEARNER},
    "progress.remove_aim": {LEARNER},
    "calendars.calendar": {LEARNER, TUTOR},
    "calendars.make": {LEARNER, TUTOR},
    "calendars.revoke": {LEARNER, TUTOR},
    "digest.letters": EVERYONE,
    "digest.choose": EVERYONE,
    "planning.choose": {LEARNER},
    "planning.page": {LEARNER},
    "planning.remove": {LEARNER},
    "progress.criteria": {LEARNER},
    "progress.criterion": {LEARNER},
    "quality.sampling": {ASSURER},
    "quality.draw": {ASSURER},
    "quality.sample": {ASSURER},
    "quality.decision": {ASSURER},
    "quality.judge": {ASSURER},
    "quality.keep": {TUTOR},
    "progress.home": EVERYONE,
    "progress.learner": {TUTOR},
    "progress.record": {ADMINISTRATOR},
    "progress.record_of_attempt": {ADMINISTRATOR},
    "progress.records": {ADMINISTRATOR},
    "progress.syllabus": EVERYONE,
    "progress.timeline": {TUTOR},
    "progress.today": EVERYONE,
    "quiz.bank": {TUTOR, ADMINISTRATOR},
    "quiz.begin_regrade": {TUTOR, ADMINISTRATOR},
    "quiz.go_on_regrading": {TUTOR, ADMINISTRATOR},
    "quiz.adjust": {TUTOR},
    "quiz.adjustments": {TUTOR},
    "quiz.assign": {TUTOR},
    "quiz.assign_several": {TUTOR},
    "quiz.attempt_sat": {TUTOR},
    "quiz.cohort_papers": {TUTOR},
    "quiz.close_now": {TUTOR},
    "quiz.confirm_close": {TUTOR},
    "quiz.confirm_release": {TUTOR},
    "quiz.dates": {TUTOR},
    "quiz.release_now": {TUTOR},
    "quiz.several_dates": {TUTOR},
    "quiz.extend": {TUTOR},
    "quiz.reopen": {TUTOR},
    "quiz.results_csv": {TUTOR},
    "quiz.results_xlsx": {TUTOR},
    "quiz.sitting": {TUTOR},
    "quiz.void": {TUTOR},
    "quiz.withdraw": {TUTOR},
    "quiz.case": {LEARNER},
    "quiz.decide": {LEARNER},
    "quiz.begin_or_end_break": {LEARNER},
    "quiz.certainty": {LEARNER},
    "quiz.item": {LEARNER},
    "quiz.item_statistics": {TUTOR, ADMINISTRATOR},
    "quiz.keep_notes": {LEARNER},
    "quiz.kept": {LEARNER},
    "quiz.open_in": {LEARNER},
    "quiz.paper": {LEARNER},
    "quiz.mark_answer": {TUTOR},
    "quiz.open_answer": {TUTOR},
    "quiz.open_answers": {TUTOR},
    "quiz.papers": {LEARNER},
    "quiz.build": {LEARNER},
    "quiz.count_questions": {LEARNER},
    "quiz.delete_recipe": {LEARNER},
    "quiz.restore_recipe": {LEARNER},
    "quiz.own_tests": {LEARNER},
    "quiz.rename_recipe": {LEARNER},
    "quiz.start_recipe": {LEARNER},
    "quiz.practice": EVERYONE,
    "quiz.practise": {LEARNER},
    "quiz.practised": {LEARNER},
    "quiz.regrade": {TUTOR, ADMINISTRATOR},
    "quiz.regrade_item": {TUTOR, ADMINISTRATOR},
    "quiz.regrades": {TUTOR, ADMINISTRATOR},
    "quiz.respond": {LEARNER},
    "quiz.challenge": {LEARNER},
    "quiz.challenge_page": {LEARNER, TUTOR, ADMINISTRATOR},
    "quiz.challenges": {LEARNER, TUTOR, ADMINISTRATOR},
    "quiz.reply": {LEARNER, TUTOR, ADMINISTRATOR},
    "quiz.explain_miss": {LEARNER},
    "quiz.mark_own": {LEARNER},
    "quiz.ask_tutor": {LEARNER},
    "quiz.retry": {LEARNER},
    "quiz.rest": {LEARNER},
    "quiz.result": {LEARNER, TUTOR},
    "quiz.review": {LEARNER},
    "quiz.start": {LEARNER},
    "quiz.statistics": {TUTOR, ADMINISTRATOR},
    "quiz.submit": {LEARNER},
    "quiz.activity_log": {LEARNER, TUTOR},
    "quiz.report_activity": {LEARNER},
    "study.add_note": {LEARNER},
    "study.change_note": {LEARNER},
    "study.delete_note": {LEARNER},
    "study.restore_note": {LEARNER},
    "study.export_notes": {LEARNER},
    "study.finish_unit": {LEARNER},
    "study.mark_section": {LEARNER},
    "study.mine": {LEARNER},
    "study.note": {LEARNER},
    "study.notes": {LEARNER},
    "study.depth_explorer": EVERYONE,
    "study.bibtex": EVERYONE,
    "study.blank_form": EVERYONE,
    "study.blank_forms": EVERYONE,
    "study.changes": EVERYONE,
    "study.checklist": EVERYONE,
    "study.drills": EVERYONE,
    "study.exemplar": EVERYONE,
    "study.exemplars": EVERYONE,
    "study.faq": EVERYONE,
    "study.on_this_device": EVERYONE,
    "study.glossary": EVERYONE,
    "study.mistakes": EVERYONE,
    "study.practical": EVERYONE,
    "study.references": EVERYONE,
    "study.ris": EVERYONE,
    "study.search": EVERYONE,
    "study.unit": EVERYONE,
    "study.units": EVERYONE,
    "study.viva": EVERYONE,
    "study.viva_bank": EVERYONE,
}
# Routes that name one person's work: open to its learner and to the tutors of their cohorts, and to nobody else.
WORK = {
    "journal.attach",
    "journal.restore_draft",
    "journal.delete_draft",
    "journal.attachments",
    "sets.before_hand_in",
    "sets.file_set",
    "sets.hand_in",
    "sets.save",
    "files.before_cover",
    "files.content",
    "files.cover",
    "files.describe",
    "files.file",
    "files.finish",
    "files.give_up",
    "files.part_pair",
    "files.say_no_client",
    "files.receive",
    "files.record_consent",
    "files.remove",
    "files.restore_file",
    "files.thumbnail",
    "files.withdraw_consent",
    "journal.check_name_again",
    "journal.keep_not_a_client",
    "journal.reflection",
    "journal.save",
    "journal.before_hand_in",
    "journal.hand_in",
    "journal.use_wording",
    "messages.answer",
    "messages.sent",
    "messages.thread",
    "statements.discuss",
    "statements.hand_in",
    "statements.link_again",
    "statements.observe",
    "statements.of_learner",
    "statements.statement",
    "statements.take_back",
    "recall.change_card",
    "recall.delete_card",
    "recall.restore_card",
    "recall.own_card",
    "log.before_hand_in",
    "log.correct",
    "log.delete_record",
    "log.hand_in",
    "log.make_link",
    "log.record",
    "log.restore_record",
    "log.revoke_link",
    "log.save_selection",
    "log.selection",
    "marking.amend",
    "marking.agree",
    "marking.ask_second",
    "marking.call_back",
    "marking.finish_first",
    "marking.keep_typed_second",
    "marking.mark_second",
    "marking.second",
    "marking.take_second",
    "marking.evidence",
    "marking.countersign",
    "marking.mark",
    "marking.submission",
    "portfolio.download",
    "portfolio.download_taught",
    "portfolio.export_taught",
    "portfolio.taught",
    "rights.download",
    "marking.withdraw",
    "quality.keep",
    "progress.cohort",
    "progress.cohort_csv",
    "progress.cohort_xlsx",
    "records.cohort",
    "records.cohort_csv",
    "records.cohort_xlsx",
    "records.download_pdf",
    "records.make_pdf",
    "records.pdf",
    "progress.learner",
    "progress.timeline",
    "quiz.adjust",
    "quiz.adjustments",
    "quiz.ask_tutor",
    "quiz.assign",
    "quiz.attempt_sat",
    "quiz.close_now",
    "quiz.cohort_papers",
    "quiz.confirm_close",
    "quiz.confirm_release",
    "quiz.dates",
    "quiz.extend",
    "quiz.release_now",
    "quiz.reopen",
    "quiz.results_csv",
    "quiz.results_xlsx",
    "quiz.sitting",
    "quiz.void",
    "quiz.withdraw",
    "quiz.case",
    "quiz.decide",
    "quiz.item",
    "quiz.begin_or_end_break",
    "quiz.delete_recipe",
    "quiz.restore_recipe",
    "quiz.rename_recipe",
    "quiz.start_recipe",
    "quiz.keep_notes",
    "quiz.kept",
    "quiz.mark_own",
    "quiz.open_in",
    "quiz.practised",
    "quiz.rest",
    "quiz.activity_log",
    "quiz.report_activity",
    "quiz.respond",
    "quiz.result",
    "quiz.review",
    "quiz.submit",
    "study.change_note",
    "study.delete_note",
    "study.restore_note",
    "study.note",
}

# What a working form would send: a refusal must come from who asks, not from what is missing.
FORM = {
    "key": "12345678",
    "seen": "0",
    "answer": "a",
    "window": "a-window-of-its-own",
    "title": "Another title",
    "front": "Another question",
    "back": "Another answer",
    "name": "Another name",
    "revision": "1",
    "criterion": "1.1",
    **TICKED,
    "size": "5",
}


AT_COMMENTS = {"marking.answer", "marking.reply", "marking.put_aside", "marking.take_on"}  # of what is released


@dataclass
class Centre:
    """Two cohorts that know nothing of each other; the ids are those of the first one's work.

    ``messages`` are those of each person of the first one, which nobody else there reads.
    """

    insiders: dict[Role, int]
    outsiders: dict[Role, int]
    ids: dict[str, object]
    messages: dict[Role, dict[str, int]]


@pytest.fixture
def centre(app: Flask) -> Centre:
    inside = {role: a_person(app, role) for role in EVERYONE}
    outside = {role: a_person(app, role) for role in EVERYONE}
    cohort = a_cohort(app, learners=(inside[LEARNER],), tutors=(inside[TUTOR],))
    a_cohort(app, learners=(outside[LEARNER],), tutors=(outside[TUTOR],))
    with app.app_context():
        learner = inside[LEARNER]
        paper = next(iter(library.bank().papers.values())).sample
        question = min(app.extensions["practised"])
        answer = practice.practise(question, library.bank().items[question].item.keys, learner_id=learner, at=now())
        attempt = sitting.start(paper.id, learner_id=learner, seed="seed", at=now())
        recall.write_cards([("A question", "An answer")], learner_id=learner, at=now())
        card = own_cards(learner)[0].id
        recipe = save_recipe("Mine", Recipe(), learner_id=learner, at=now())
        reflection = journal.start("A first", learner_id=learner, at=now())
        text = Text("A first", {Stage.DESCRIPTION: "What happened."}, ("1.1",))
        draft = journal.save(reflection, text, learner_id=learner, revision=1, at=now())
        submission = journal.hand_in(reflection, DECLARED, learner_id=learner, revision=draft.revision, at=now())
        decided = RegradeRow(
            item_id=paper.items[0].item.id,
            way=Way.VOID,
            from_digests=[],
            reason="Why.",
            author_id=inside[ADMINISTRATOR],
            at=now(),
            counted=0,
        )
        resumed = EnrolmentChangeRow(
            enrolment_id=db.session.scalar(select(func.min(EnrolmentRow.id))),
            deed=Deed.RESUME,
            reason="Why.",
            author_id=inside[ADMINISTRATOR],
            at=now(),
        )
        db.session.add_all((decided, resumed))
        db.session.commit()
        note = study.add_note(
            "mechanism", Anchor("why-it-matters"), "Words.", key="a note", learner_id=learner, at=now()
        ).id
        marking.keep_phrase(Wording("Say why."), author_id=inside[TUTOR], at=now())
        phrase = db.session.scalar(select(func.max(PhraseRow.id)))
    commented, comment = a_commented_submission(app, learner, inside[TUTOR])
    with app.app_context():
        action_plan.take_on(commented, "1.1", learner_id=learner, at=now())
        step = plan(learner)[0].id
    sample, (sampled, *_) = a_sample(app, inside[ASSURER])
    question_id = an_answer_to_mark(app, inside[LEARNER])
    photograph = a_photograph(app, learner)
    made = handed_in_as_a_set(app, learner, photograph)
    a_pair(app, learner)
    with app.app_context():
        pair = db.session.scalar(select(PairRow.id))
        upload = files.begin_upload("a.jpg", 5, mark="", learner_id=learner, at=now()).id
        sat = db.session.scalar(select(func.max(AttemptRow.id)))
        waiting = opaque("answer", sat, question_id)
    wrote = ((LEARNER, TUTOR), (TUTOR, LEARNER), (ADMINISTRATOR, ASSURER))
    messages = {writer: a_message(app, inside[writer], inside[reader]) for writer, reader in wrote}
    for role in (TUTOR, ADMINISTRATOR):
        about = f"records of cohort {cohort} as {role}"
        messages[role]["records_job_id"] = a_made_file(app, inside[role], RECORDS, about)
    messages[ASSURER] = messages[ADMINISTRATOR]
    ids = {
        "sample_id": sample,
        "sampled_id": sampled,
        "question_id": question_id,
        "waiting": waiting,
        "challenge_id": a_challenge(app, inside[LEARNER]),
        "attempt_id": attempt,
        "file_id": photograph,
        "pair_id": pair,
        "set_id": made,
        "upload_id": upload,
        "n": 1,
        "item": paper.items[0].item.id,
        "reflection_id": reflection,
        "version": 2,
        **log_ids(app, inside[LEARNER]),
        "statement_id": a_statement(app, inside[LEARNER], inside[TUTOR]),
        "request_id": a_request(app, inside[LEARNER])[0],
        **messages[TUTOR],
        "piece_id": submission,
        "commented_piece_id": commented,
        "comment_id": comment,
        "claim_id": a_claim(app, reflection, learner, "What happened"),
        "step_id": step,
        "learner_id": learner,
        "criterion_id": "1.1",
        "cohort_id": cohort,
        "person_id": outside[LEARNER],
        "tutor_id": inside[TUTOR],
        "recipe_id": recipe,
        "card_id": card,
        "regrade_id": decided.id,
        "change_id": resumed.id,
        "paper_id": paper.id,
        "item_id": paper.items[0].item.id,
        "check": checked_as(app, question),
        "answer_id": answer,
        "exemplar_id": "consultation-achieved",
        "unit_id": "mechanism",
        "form_id": "treatment-record",
        "section_id": "why-it-matters",
        "note_id": note,
        "phrase_id": phrase,
        "job_id": an_export(app, learner, f"learner {learner}"),
        "own_job_id": an_export(app, learner, f"learner {learner}", "everything about me"),
        "tutors_job_id": an_export(app, inside[TUTOR], f"learner {learner}"),
        "letter_id": 1,
    }
    return Centre(inside, outside, ids, messages)


def asked(app: Flask, browser: Browser, centre: Centre, only: set[str] | None = None) -> dict[tuple[str, str], int]:
    """What each route that needs a sign-in answers this browser; signing out comes last."""
    answers = {}
    rules = [rule for rule in app.url_map.iter_rules() if rule.endpoint in (only or OPEN_TO)]
    for rule in sorted(rules, key=lambda rule: rule.endpoint.startswith("accounts.sign_out")):
        for method in sorted(rule.methods & {"GET", "POST"}):
            ids = centre.ids
            if rule.endpoint in AT_COMMENTS:
                ids = ids | {"piece_id": ids["commented_piece_id"]}
            with app.test_request_context():
                path = app.url_map.bind("localhost").build(rule.endpoint, ids, method=method)
            path = path.split("?")[0]
            ends = rule.endpoint.startswith("accounts.sign_out")  # the second comes to somebody who is signed out
            form = {} if ends else FORM | {"item": centre.ids["item"]}
            if rule.endpoint in AT_COMMENTS:
                form["text"] = "Some words."
            if rule.endpoint == "quiz.mark_answer":
                form["answer"] = centre.ids["waiting"]
            answer = browser.get(path) if method == "GET" else browser.post(path, form)
            answers[rule.endpoint, method] = answer.status_code
    return answers


def test_the_table_names_every_route_that_needs_a_sign_in(built_app: Flask) -> None:
    views = {name: view.open_to for name, view in built_app.view_functions.items() if view.open_to != {"anyone"}}
    assert views == OPEN_TO


@pytest.mark.parametrize("role", sorted(EVERYONE))
def test_a_role_gets_into_its_own_pages_and_is_told_no_at_all_others(
    app: Flask, as_: object, centre: Centre, role: Role
) -> None:
    centre.ids |= centre.messages[role]
    answers = asked(app, Browser(app, centre.insiders[role], role), centre)
    for (endpoint, method), status in answers.items():
        if role in OPEN_TO[endpoint]:
            assert status in (200, 302, 303, 409, 422), f"{method} {endpoint}: {status}"
        else:
            assert status == 403, f"{method} {endpoint}: {status}"


@pytest.mark.parametrize("role", [LEARNER, TUTOR])
def test_somebody_elses_work_is_as_good_as_missing(app: Flask, centre: Centre, role: Role) -> None:
    routes = {endpoint for endpoint in WORK if role in OPEN_TO[endpoint]}
    answers = asked(app, Browser(app, centre.outsiders[role], role), centre, routes)
    assert set(answers.values()) == {404}, answers


def test_nobody_signed_out_gets_further_than_the_sign_in_page(app: Flask, centre: Centre) -> None:
    browser = Browser(app, None)
    for rule in app.url_map.iter_rules():
        if rule.endpoint not in OPEN_TO:
            continue
        for method in sorted(rule.methods & {"GET", "POST"}):
            path = app.url_map.bind("localhost").build(rule.endpoint, centre.ids, method=method).split("?")[0]
            answer = browser.client.open(path, method=method)
            assert answer.status_code == 302, f"{method} {path}"
            assert answer.location.split("?")[0] == "/sign-in", f"{method} {path}"
            told = browser.client.open(path, method=method, headers={"Accept": "application/json"})
            assert told.status_code == 401, f"{method} {path}"


def test_a_person_acts_in_one_role_at_a_time(app: Flask, centre: Centre) -> None:
    both = a_person(app, LEARNER, TUTOR)
    browser = Browser(app, both, LEARNER)
    assert browser.get("/marking/").status_code == 403
    assert "switch to another of your roles" in browser.get("/marking/").text
    browser.post("/account/role", {"role": "tutor"})
    assert browser.get("/marking/").status_code == 200
    assert browser.get("/journal/").status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/journal/{}",
        "/evidence/{}",
        "/submissions/{}",
        "/attempts/{}/items/1",
        "/cohorts/{}",
        "/people/{}",
        "/log/{}",
        "/log/selections/{}",
        "/quality/samples/{}",
        "/quality/decisions/{}",
    ],
)
@pytest.mark.parametrize("number", ["0", "99999999", "9" * 30, "-1", "x", "%00"])
def test_ids_that_are_none_are_missing_pages(app: Flask, path: str, number: str) -> None:
    browser = Browser(app, a_person(app, *EVERYONE))
    for role in EVERYONE:
        browser.post("/account/role", {"role": role})
        assert browser.get(path.format(number)).status_code in (403, 404)
