package dev.millrace.standalone.supply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.standalone.Refusal;
import org.junit.jupiter.api.Test;

class ForeignDatabaseTest {

    @Test
    void givesEachServiceItsOwnSchema() {
        var database = ForeignDatabase.of("postgresql://me:p%40ss+word@db.example:6432/things");

        assertThat(database.properties("router"))
                .containsEntry(
                        "spring.datasource.url",
                        "jdbc:postgresql://db.example:6432/things?currentSchema=router")
                .containsEntry("spring.datasource.username", "me")
                .containsEntry("spring.datasource.password", "p@ss+word")
                .containsEntry("spring.flyway.default-schema", "router");
    }

    @Test
    void keepsOptionsAndKnowsTheUsualPort() {
        assertThat(ForeignDatabase.of("postgres://me@db/things?sslmode=require").url())
                .isEqualTo("jdbc:postgresql://db:5432/things?sslmode=require&");
    }

    @Test
    void refusesAnythingElseWithoutRepeatingIt() {
        for (var wrong :
                new String[] {
                    "jdbc:postgresql://db/things",
                    "postgresql://db/things",
                    "postgresql://me:hidden@db",
                    "postgresql://me:hidden@/things",
                    "mysql://me:hidden@db/things",
                    "not a url: hidden"
                }) {
            assertThatThrownBy(() -> ForeignDatabase.of(wrong))
                    .isInstanceOf(Refusal.class)
                    .hasMessageNotContaining("hidden");
        }
    }

    @Test
    void doesNotShowItsPasswordWhenPrinted() {
        assertThat(ForeignDatabase.of("postgresql://me:hidden@db/things").toString())
                .doesNotContain("hidden");
    }
}
