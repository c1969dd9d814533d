package dev.millrace.gateway.query;

import dev.millrace.gateway.json.JsonText;

/** Where a query's state and result are found. */
final class Links {

    static final String PATH = "/api/v1/llm/query/";

    private Links() {}

    static void write(JsonText out, String id) {
        out.ascii("\"status_url\":").string(PATH + id + "/status");
        out.ascii(",\"result_url\":").string(PATH + id + "/result");
    }
}
