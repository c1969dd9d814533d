package dev.millrace.provider.azure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Where things are behind a resource's address: in the v1 API as with OpenAI, in the dated one
 * below the deployment and with the version in the query.
 */
record AzurePaths(String apiVersion) {

    private static final String V1 = "/openai/v1";
    private static final String DATED = "/openai";

    /** The address of the resource, whichever of its paths an operator has copied. */
    static String resource(String address) {
        String bare = address;
        while (bare.endsWith("/")) {
            bare = bare.substring(0, bare.length() - 1);
        }
        for (String path : new String[] {V1, DATED}) {
            if (bare.endsWith(path)) {
                return bare.substring(0, bare.length() - path.length());
            }
        }
        return bare;
    }

    /** Of a call to a deployment; {@code path} as OpenAI has it. */
    String of(String deployment, String path) {
        return apiVersion.isEmpty()
                ? V1 + path
                : DATED + "/deployments/" + encoded(deployment) + path + query();
    }

    String models() {
        return apiVersion.isEmpty() ? V1 + "/models" : DATED + "/models" + query();
    }

    private String query() {
        return "?api-version=" + encoded(apiVersion);
    }

    private static String encoded(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
