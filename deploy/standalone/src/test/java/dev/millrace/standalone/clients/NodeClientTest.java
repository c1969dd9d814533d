package dev.millrace.standalone.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.json.JsonMapper;

/** The official client for Node: each test of src/test/node is one here, with the same name. */
class NodeClientTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A line of lines.mjs. */
    record Result(String name, boolean passed, String error) {}

    @TestFactory
    Stream<DynamicTest> cells() throws Exception {
        var house = ClientHouse.get();
        var node = Node.installed();
        var results = new ArrayList<Result>();
        for (var file : Node.testFiles()) {
            results.addAll(results(house, node, file));
        }
        assertThat(results)
                .extracting(Result::name)
                .containsExactlyInAnyOrderElementsOf(ClientTable.nodeTests());
        return results.stream()
                .map(
                        result ->
                                dynamicTest(
                                        result.name(),
                                        () ->
                                                assertThat(result.passed())
                                                        .as(result.error())
                                                        .isTrue()));
    }

    private static List<Result> results(ClientHouse house, Node node, String file)
            throws Exception {
        var said =
                node.run(
                        Map.of(
                                "MILLRACE_URL", house.baseUrl().replaceFirst("/v1$", ""),
                                "MILLRACE_KEY", house.key(),
                                "MILLRACE_RESTRICTED_KEY", house.restricted(),
                                "UPSTREAM_URL", house.upstream().url()),
                        "node",
                        "--test-reporter=./lines.mjs",
                        "--test-reporter-destination=stdout",
                        file);
        assertThat(said.out()).as("%s told nothing: %s", file, said.err()).isNotBlank();
        return said.out().lines().map(line -> JSON.readValue(line, Result.class)).toList();
    }

    @Test
    void saysInOneSentenceThatNodeIsMissing() {
        assertThatThrownBy(() -> Node.started(new ProcessBuilder("no-such-node")))
                .hasMessage(
                        "no-such-node is missing: install Node.js 20 or newer with npm (.ci/run"
                                + " does)");
    }
}
