package dev.millrace.gateway.view;

import static dev.millrace.gateway.house.Http.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.gateway.house.House;
import dev.millrace.gateway.house.Http;
import dev.millrace.gateway.house.Ids;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Every id a client can send, crossed between two tenants and two users. */
class OwnershipTest {

    private final House house = House.shared();
    private final Http gateway = house.a();

    private record Path(String method, String path) {}

    private static List<Path> paths(String id) {
        return List.of(
                new Path("GET", "/v1/chat/completions/" + id),
                new Path("GET", "/v1/chat/completions/chatcmpl-" + id),
                new Path("GET", "/v1/chat/completions/" + id + "?stream=true"),
                new Path(
                        "GET",
                        "/v1/chat/completions/" + id + "?stream=true&last_event_id=" + id + ".0.0"),
                new Path("GET", "/api/v1/llm/query/" + id + "/status"),
                new Path("GET", "/api/v1/llm/query/" + id + "/result"),
                new Path("DELETE", "/api/v1/llm/query/" + id));
    }

    @Test
    void whatBelongsToOthersIsAsUnknownAsWhatIsNot() {
        String ann = house.key("{'name':'ann','tenant':'own-a','user':'ann'}");
        String bob = house.key("{'name':'bob','tenant':'own-a','user':'bob'}");
        String eve = house.key("{'name':'eve','tenant':'own-b','user':'ann','scopes':['admin']}");
        String chief = house.key("{'name':'chief','tenant':'own-a','scopes':['admin']}");
        String asked =
                gateway.as(ann).post("/v1/chat/completions", chat("echo x")).header("x-request-id");
        String job =
                gateway.as(ann)
                        .post("/api/v1/llm/query", "{'model':'m1','prompt':'never'}")
                        .json()
                        .path("id")
                        .asString();
        String unknown = gateway.as(eve).get(paths(Ids.next()).getFirst().path()).body();
        for (String id : List.of(asked, job)) {
            for (Path path : paths(id)) {
                for (String other : List.of(bob, eve)) {
                    Http.Answer answer = gateway.as(other).send(path.method(), path.path(), null);
                    assertThat(answer.status()).as("%s", path).isEqualTo(404);
                    assertThat(answer.body()).as("%s", path).isEqualTo(unknown);
                }
            }
        }
        assertThat(gateway.as(ann).get(paths(asked).getFirst().path() + "?wait=5").status())
                .isEqualTo(200);
        assertThat(gateway.as(chief).get(paths(asked).getFirst().path()).status()).isEqualTo(200);
        assertThat(gateway.as(ann).get("/api/v1/llm/query/" + job + "/status").status())
                .isEqualTo(200);
        assertThat(house.road().outcomes(asked)).isEmpty();
        assertThat(house.road().outcomes(job)).isEmpty();
    }
}
