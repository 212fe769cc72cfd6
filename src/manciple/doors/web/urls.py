"""The addresses of the web door. A company's code comes first, then a form's key, then a number."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from . import security
from .views import (
    about,
    acting,
    batches,
    beginning,
    files,
    finding,
    grids,
    importing,
    kept,
    lists,
    making,
    papers,
    records,
    reports,
    wanted,
    work,
    workspace,
)


class Key(StringConverter):
    """The key of a form, an action, an inquiry."""

    regex = "[a-z0-9-]+"


class Code(StringConverter):
    """The code of a company."""

    regex = "[A-Z0-9]{1,4}"


register_converter(Key, "key")
register_converter(Code, "code")

COMPANY = "<code:company>/"
LIST = "<key:key>/"
RECORD = LIST + "<str:number>/"
GRID = RECORD + "grid/<key:grid>/"

urlpatterns = [
    path("", workspace.home, name="home"),
    path(security.CSP_REPORT_PATH, security.csp_report, name="csp-report"),
    path("first/<str:secret>/", beginning.first, name="first"),
    path("", include("allauth.urls")),
    path(COMPANY, include([
        path("", workspace.workspace, name="workspace"),
        path("-/area/<key:key>/", workspace.area, name="area"),
        path("-/search/", finding.search, name="search"),
        path("-/palette/", finding.palette, name="palette"),
        path("-/lookup/<key:key>/", finding.lookup, name="lookup"),
        path("-/report/<key:key>/", reports.report, name="report"),
        path("-/jobs/", work.jobs_page, name="jobs"),
        path("-/jobs/<int:job>/", work.job_part, name="job"),
        path("-/jobs/<int:job>/cancel/", work.cancel_job, name="cancel-job"),
        path("-/jobs/<int:job>/result/", work.job_result, name="job-result"),
        path(LIST, lists.list_page, name="list"),
        path(LIST + "-/new/", making.new_page, name="new"),
        path(LIST + "-/filters/", wanted.filters_drawer, name="filters"),
        path(LIST + "-/columns/", kept.columns_drawer, name="columns"),
        path(LIST + "-/view/", kept.save_view, name="save-view"),
        path(LIST + "-/view/<int:view>/drop/", kept.drop_view, name="drop-view"),
        path(LIST + "-/export/<key:kind>/", files.export, name="export"),
        path(LIST + "-/import/", importing.import_page, name="import"),
        path(LIST + "-/import/template/<key:kind>/", importing.template, name="import-template"),
        path(LIST + "-/import/rejected/", importing.rejected, name="rejected"),
        path(LIST + "-/do/<key:action>/", acting.act_on_many, name="act-many"),
        path(LIST + "-/make/<key:action>/", acting.make, name="make"),
        path(RECORD, records.record_page, name="record"),
        path(RECORD + "top/", records.top, name="top"),
        path(RECORD + "file/", files.given_out, name="file"),
        path(RECORD + "print/", records.print_page, name="print"),
        path(RECORD + "paper/<key:paper>/", papers.paper_page, name="paper"),
        path(RECORD + "timeline/", about.timeline_page, name="timeline"),
        path(RECORD + "box/<key:box>/", about.box, name="box"),
        path(RECORD + "about/<key:inquiry>/", about.about_page, name="about"),
        path(RECORD + "why/<key:inquiry>/", about.why, name="why"),
        path(RECORD + "do/<key:action>/", acting.act, name="act"),
        path(GRID, batches.save_lines, name="save-lines"),
        path(GRID + "lines/", grids.all_lines, name="lines"),
        path(GRID + "details/", grids.line_details, name="line-details"),
        path(GRID + "menu/<int:menu>/", grids.line_menu, name="line-menu"),
        path(GRID + "<int:line>/<key:action>/", acting.act_on_line, name="act-line"),
    ])),
]  # fmt: skip
