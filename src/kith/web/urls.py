"""All routes of the pages, and nothing else: each page adds its own lines here."""

from django.urls import URLPattern, URLResolver, path

from kith.web.clinic import (
    administration,
    alerts,
    assessment,
    caseload,
    contract,
    course,
    ending,
    episode,
    formulation,
    intake,
    inventory,
    letter,
    measures,
    problem_area,
    safety,
    session,
    session_notes,
    timeline,
    today,
    which,
)
from kith.web.portal import home
from kith.web.portal import measures as answers
from kith.web.portal import safety as plan

urlpatterns: list[URLPattern | URLResolver] = [
    # ------------------------------------------------------------ today and the clients
    path("", today.today, name="today"),
    path("clients/", caseload.caseload, name="caseload"),
    path("clients/new/", intake.new_client, name="new_client"),
    path("clients/<int:pk>/new-course/", intake.new_course, name="new_course"),
    path("help/", administration.about, name="help"),
    path("staff/", administration.staff, name="staff"),
    path("staff/<int:pk>/pass-phrase/", administration.pass_phrase, name="pass_phrase"),
    path("staff/<int:pk>/leave/", administration.leave, name="staff_leave"),
    path("trail/", administration.trail, name="trail"),
    # ------------------------------------------------------------ one course of care
    path("episodes/<int:pk>/", episode.episode, name="episode"),
    path("episodes/<int:pk>/details/", intake.client_details, name="client_details"),
    path("episodes/<int:pk>/hand-over/", intake.hand_over, name="hand_over"),
    path("episodes/<int:pk>/course/", course.course, name="course"),
    path("episodes/<int:pk>/course/plan/", course.plan_session, name="plan_session"),
    path("episodes/<int:pk>/course/extend/", course.extend_course, name="extend_course"),
    path("episodes/<int:pk>/course/phase/", course.enter_phase, name="enter_phase"),
    path("episodes/<int:pk>/course/step/", course.step, name="step"),
    path(
        "episodes/<int:pk>/sessions/<int:session_pk>/not-held/",
        course.not_held,
        name="session_not_held",
    ),
    path(
        "episodes/<int:pk>/sessions/<int:session_pk>/reopen/", course.reopen, name="session_reopen"
    ),
    # ------------------------------------------------------------ measures, alerts, safety
    path("episodes/<int:pk>/measures/", measures.measures, name="measures"),
    path("episodes/<int:pk>/measures/send/", measures.send, name="send_measures"),
    path(
        "episodes/<int:pk>/measures/links/<int:link_pk>/close/",
        measures.withdraw,
        name="withdraw_link",
    ),
    path(
        "episodes/<int:pk>/measures/enter/<str:instrument>/",
        measures.enter,
        name="enter_response",
    ),
    path("episodes/<int:pk>/measures/<int:response_pk>/", measures.response, name="response"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/", alerts.alert, name="alert"),
    path("alerts/<int:pk>/take-on/", alerts.acknowledge, name="acknowledge_alert"),
    path("alerts/<int:pk>/settle/", alerts.settle, name="settle_alert"),
    path("episodes/<int:pk>/safety/", safety.safety_room, name="safety"),
    path("episodes/<int:pk>/safety/review/", safety.risk_review, name="risk_review"),
    path("episodes/<int:pk>/safety/plan/", safety.safety_plan, name="safety_plan"),
    path(
        "episodes/<int:pk>/safety/plan/<int:number>/",
        safety.safety_plan_version,
        name="safety_plan_version",
    ),
    # ------------------------------------------------------------ inventory, timeline, focus
    path("episodes/<int:pk>/inventory/", inventory.inventory, name="inventory"),
    path("episodes/<int:pk>/inventory/add/", inventory.add_people, name="add_people"),
    path("episodes/<int:pk>/inventory/places/", inventory.place_people, name="place_people"),
    path("episodes/<int:pk>/inventory/company/", inventory.company, name="company"),
    path("episodes/<int:pk>/inventory/<int:person_pk>/", inventory.person, name="person"),
    path(
        "episodes/<int:pk>/inventory/<int:person_pk>/place/",
        inventory.place_person,
        name="place_person",
    ),
    path(
        "episodes/<int:pk>/inventory/<int:person_pk>/remove/",
        inventory.remove_person,
        name="remove_person",
    ),
    path("episodes/<int:pk>/timeline/", timeline.timeline, name="timeline"),
    path("episodes/<int:pk>/timeline/add/", timeline.add_event, name="add_event"),
    path("episodes/<int:pk>/timeline/<int:event_pk>/", timeline.life_event, name="life_event"),
    path(
        "episodes/<int:pk>/timeline/<int:event_pk>/remove/",
        timeline.remove_event,
        name="remove_event",
    ),
    path("episodes/<int:pk>/problem-area/", problem_area.problem_area, name="problem_area"),
    path("episodes/<int:pk>/problem-area/choose/", problem_area.choose_area, name="choose_area"),
    path(
        "episodes/<int:pk>/problem-area/<int:area_pk>/",
        problem_area.describe_area,
        name="describe_area",
    ),
    # ------------------------------------------------------------ assessment, agreements
    path("episodes/<int:pk>/assessment/", assessment.assessment, name="assessment"),
    path("episodes/<int:pk>/which-therapy/", which.which_therapy, name="which_therapy"),
    path("episodes/<int:pk>/which-therapy/known/", which.what_is_known, name="what_is_known"),
    path("episodes/<int:pk>/which-therapy/choose/", which.choose_therapy, name="choose_therapy"),
    path("episodes/<int:pk>/formulation/", formulation.formulation, name="formulation"),
    path(
        "episodes/<int:pk>/formulation/<int:formulation_pk>/",
        formulation.share_formulation,
        name="share_formulation",
    ),
    path("episodes/<int:pk>/contract/", contract.contract, name="contract"),
    # ------------------------------------------------------------ sessions, ending, letter
    path("episodes/<int:pk>/sessions/<int:session_pk>/", session.session, name="session"),
    path("episodes/<int:pk>/sessions/<int:session_pk>/work/", session.save_work, name="save_work"),
    path("episodes/<int:pk>/sessions/<int:session_pk>/held/", session.hold, name="hold_session"),
    path("episodes/<int:pk>/sessions/<int:session_pk>/note/", session_notes.note, name="note"),
    path("episodes/<int:pk>/sessions/<int:session_pk>/tasks/", session.add_task, name="add_task"),
    path(
        "episodes/<int:pk>/sessions/<int:session_pk>/tasks/<int:task_pk>/",
        session.settle_task,
        name="settle_task",
    ),
    path("episodes/<int:pk>/ending/", ending.ending, name="ending"),
    path("episodes/<int:pk>/ending/plan/", ending.save_ending_plan, name="save_ending_plan"),
    path(
        "episodes/<int:pk>/ending/disposition/", ending.agree_disposition, name="agree_disposition"
    ),
    path("episodes/<int:pk>/ending/end/", ending.end_course, name="end_course"),
    path("episodes/<int:pk>/letter/", letter.letter, name="letter"),
    path("episodes/<int:pk>/letter/<int:letter_pk>/", letter.one_letter, name="one_letter"),
    path("episodes/<int:pk>/letter/<int:letter_pk>/pdf/", letter.letter_pdf, name="letter_pdf"),
    # ------------------------------------------------------------ the client's own pages
    path("m/<str:token>/", home.home, name="portal"),
    path("m/<str:token>/not-today/", home.not_today, name="portal_not_today"),
    path("m/<str:token>/done/", home.done, name="portal_done"),
    path("m/<str:token>/plan/", plan.plan, name="portal_plan"),
    path("m/<str:token>/<int:pk>/<int:number>/", answers.question, name="portal_question"),
    path("m/<str:token>/<int:pk>/check/", answers.check, name="portal_check"),
    path("m/<str:token>/<int:pk>/result/", answers.result, name="portal_result"),
]
