"""The addresses of the web door. A company's code comes first, then a form's key, then a number."""

from django.urls import include, path, register_converter
from django.urls.converters import StringConverter

from . import security
from .views import about, acting, finding, grids, lists, records, reports, work, workspace


class Key(StringConverter):
    """The key of a form, an action, an inquiry."""

    regex = "[a-z0-9-]+"


class Code(StringConverter):
    """The code of a company."""

    regex = "[A-Z0-9]{1,4}"


register_converter(Key, "key")
register_converter(Code, "code")

COMPANY = "<code:company>/"
RECORD = "<key:key>/<str:number>/"

urlpatterns = [
    path("", workspace.home, name="home"),
    path(security.CSP_REPORT_PATH, security.csp_report, name="csp-report"),
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
        path("<key:key>/", lists.list_page, name="list"),
        path("<key:key>/-/new/", records.new_page, name="new"),
        path("<key:key>/-/filters/", lists.filters_drawer, name="filters"),
        path("<key:key>/-/columns/", lists.columns_drawer, name="columns"),
        path("<key:key>/-/view/", lists.save_view, name="save-view"),
        path("<key:key>/-/export/<key:kind>/", lists.export, name="export"),
        path("<key:key>/-/import/", lists.list_page, name="import"),
        path("<key:key>/-/do/<key:action>/", acting.act_on_many, name="act-many"),
        path(RECORD, records.record_page, name="record"),
        path(RECORD + "print/", records.print_page, name="print"),
        path(RECORD + "timeline/", about.timeline_page, name="timeline"),
        path(RECORD + "box/<key:box>/", about.box, name="box"),
        path(RECORD + "about/<key:inquiry>/", about.about_page, name="about"),
        path(RECORD + "do/<key:action>/", acting.act, name="act"),
        path(RECORD + "grid/<key:grid>/", grids.save_lines, name="save-lines"),
        path(RECORD + "grid/<key:grid>/details/", grids.line_details, name="line-details"),
        path(RECORD + "grid/<key:grid>/menu/<int:menu>/", grids.line_menu, name="line-menu"),
        path(RECORD + "grid/<key:grid>/<int:line>/<key:action>/", acting.act_on_line, name="act-line"),
    ])),
]  # fmt: skip
