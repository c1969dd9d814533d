package dev.millrace.router.group;

import static dev.millrace.router.Samples.NOON;
import static dev.millrace.router.Samples.OWNER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.millrace.events.ModelGroupSet;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.form.Form;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupJsonTest {

    private static final String ONE = "[{'provider':'p','model':'m'}]";

    @Test
    void everythingThatCanBeSetIsReadAndComesBack() {
        ModelGroup group =
                read(
                        """
                        {'name':'smart','deployments':[
                          {'provider':'p','model':'m','weight':3,'requests_per_minute':600,
                           'tokens_per_minute':100000,'concurrency':4,'defaults':{'temperature':0.2}},
                          {'provider':'q','model':'org/m'}],
                         'fallbacks':{'failure':['fast','p/n'],'context_overflow':['p/long'],
                           'content_policy':['q/lax']}}
                        """);

        assertThat(group.deployments())
                .containsExactly(
                        new Deployment("p", "m", 3, 600L, 100_000L, 4, "{\"temperature\":0.2}"),
                        new Deployment("q", "org/m", 1, null, null, null, ""));
        assertThat(group.fallbacks())
                .isEqualTo(
                        new Fallbacks(List.of("fast", "p/n"), List.of("p/long"), List.of("q/lax")));
        assertThat(read(GroupJson.shown(group.at(7, NOON)).toString()))
                .as("what was read may be sent back")
                .isEqualTo(group);
    }

    @Test
    void whatIsAnnouncedIsReadTheSame() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int run = 0; run < 100; run++) {
            ModelGroup group = any(random).at(1 + random.nextInt(9), NOON);

            assertThat(ModelGroup.of(group.announcement())).as("seed %s", seed).isEqualTo(group);
        }
    }

    @Test
    void whatANewerBuildAddsIsLeftAside() {
        ModelGroupSet newer =
                new ModelGroupSet(
                        "g",
                        OWNER,
                        2L,
                        "{\"deployments\":[{\"provider\":\"p\",\"model\":\"m\",\"region\":\"eu\"}],"
                                + "\"sticky\":true,\"fallbacks\":{\"lunch\":[\"x\"]}}",
                        NOON);

        assertThat(ModelGroup.of(newer).deployments()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'deployments':ONE} | name",
                "{'name':'auto','deployments':ONE} | name",
                "{'name':'a b','deployments':ONE} | name",
                "{'name':7,'deployments':ONE} | name",
                "{'name':'g'} | deployments",
                "{'name':'g','deployments':[]} | deployments",
                "{'name':'g','deployments':{}} | deployments",
                "{'name':'g','deployments':[7]} | deployments[0]",
                "{'name':'g','deployments':ONE,'sticky':true} | sticky",
                "{'name':'g','deployments':[{'model':'m'}]} | deployments[0].provider",
                "{'name':'g','deployments':[{'provider':'p','model':''}]} | deployments[0].model",
                "{'name':'g','deployments':[{'provider':'p','model':'*'}]} | deployments[0].model",
                "{'name':'g*','deployments':[{'provider':'p','model':'**'}]} | deployments[0].model",
                "{'name':'g','deployments':[{'provider':'p','model':'m','weight':-1}]} | deployments[0].weight",
                "{'name':'g','deployments':[{'provider':'p','model':'m','weight':1001}]} | deployments[0].weight",
                "{'name':'g','deployments':[{'provider':'p','model':'m','weight':0.5}]} | deployments[0].weight",
                "{'name':'g','deployments':[{'provider':'p','model':'m','weight':0}]} | deployments",
                "{'name':'g','deployments':[{'provider':'p','model':'m','concurrency':0}]} | deployments[0].concurrency",
                "{'name':'g','deployments':[{'provider':'p','model':'m','speed':1}]} | deployments[0].speed",
                "{'name':'g','deployments':[{'provider':'p','model':'m','defaults':[]}]} | deployments[0].defaults",
                "{'name':'g','deployments':[{'provider':'p','model':'m','defaults':{'model':'x'}}]} | deployments[0].defaults.model",
                "{'name':'g','deployments':[{'provider':'p','model':'m'},{'provider':'p','model':'m'}]} | deployments[1]",
                "{'name':'g','deployments':ONE,'fallbacks':[]} | fallbacks",
                "{'name':'g','deployments':ONE,'fallbacks':{'rain':[]}} | fallbacks.rain",
                "{'name':'g','deployments':ONE,'fallbacks':{'failure':'x'}} | fallbacks.failure",
                "{'name':'g','deployments':ONE,'fallbacks':{'failure':['x',7]}} | fallbacks.failure[1]",
                "{'name':'g','deployments':ONE,'fallbacks':{'failure':['x/*']}} | fallbacks.failure[0]"
            })
    void whatIsWrongIsNamedByItsPath(String body, String param) {
        ApiException refused =
                catchThrowableOfType(ApiException.class, () -> read(body.replace("ONE", ONE)));

        assertThat(refused).as(body).isNotNull();
        assertThat(refused.param()).isEqualTo(param);
        assertThat(refused.code().status()).isEqualTo(400);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        ApiException refused =
                catchThrowableOfType(
                        ApiException.class,
                        () ->
                                read(
                                        "{'name':'a b','deployments':[{'provider':'p','weight':-1}],"
                                                + "'fallbacks':{'failure':[7]}}"));

        assertThat(refused.fields())
                .extracting(ApiException::param)
                .containsExactly(
                        "name",
                        "deployments[0].weight",
                        "deployments[0].model",
                        "fallbacks.failure[0]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"smart", "openai/*", "*", "org/model:8b", "a@2026-01-01", "gpt-*-eu"})
    void namesOfTheOperatorsChoosing(String name) {
        assertThat(GroupName.isValid(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/", "/a", "a//b", "a/../b", "./a", "a#b", "**", "a b", "é", "-a"})
    void namesThatWouldNotFindTheirWay(String name) {
        assertThat(GroupName.isValid(name)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "openai/*, openai/gpt-5, gpt-5",
        "*, anything, anything",
        "gpt-*-eu, gpt-5-eu, 5",
        "gpt-*-eu, gpt--eu,",
        "openai/*, openai/,",
        "openai/*, azure/gpt-5,",
        "a*a, aa,"
    })
    void aStarStandsForSomething(String pattern, String name, @Nullable String taken) {
        assertThat(GroupName.taken(pattern, name)).isEqualTo(taken);
    }

    private static ModelGroup read(String json) {
        Form form = Form.of(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return GroupJson.read(form, null, OWNER);
    }

    private static ModelGroup any(Random random) {
        List<Deployment> deployments = new ArrayList<>();
        for (int i = 0; i <= random.nextInt(5); i++) {
            deployments.add(
                    new Deployment(
                            "p" + i,
                            "m",
                            random.nextInt(9),
                            random.nextBoolean() ? null : 1L + random.nextInt(999),
                            random.nextBoolean() ? null : 1L + random.nextInt(999),
                            random.nextBoolean() ? null : 1 + random.nextInt(9),
                            random.nextBoolean() ? "" : "{\"top_p\":" + random.nextInt(2) + "}"));
        }
        List<String> some =
                random.nextBoolean() ? List.of() : List.of("a", "b/" + random.nextInt());
        return new ModelGroup(
                "g", OWNER, 0, NOON, deployments, new Fallbacks(some, List.of(), some));
    }
}
