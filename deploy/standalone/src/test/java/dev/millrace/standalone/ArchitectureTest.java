package dev.millrace.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.millrace.events.topic.Laned;
import dev.millrace.events.topic.Service;
import dev.millrace.events.topic.Topic;
import dev.millrace.events.topic.Topics;
import dev.millrace.log.publish.Publisher;
import dev.millrace.store.outbox.Outbox;
import dev.millrace.web.owned.Owned;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.bind.annotation.PathVariable;

/** The module graph and the rules that hold for all code, as tests. */
class ArchitectureTest {

    private static final Map<String, Service> SERVICES =
            Map.of(
                    "gateway", Service.API_GATEWAY,
                    "router", Service.ROUTER,
                    "provider", Service.PROVIDER,
                    "rag", Service.RAG,
                    "postprocess", Service.POSTPROCESS,
                    "telemetry", Service.TELEMETRY);

    private static JavaClasses classes;

    @BeforeAll
    static void read() {
        classes =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.millrace");
    }

    @Test
    void servicesDoNotDependOnEachOther() {
        for (var service : SERVICES.keySet()) {
            var others =
                    SERVICES.keySet().stream()
                            .filter(other -> !other.equals(service))
                            .map(other -> "dev.millrace." + other + "..")
                            .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.millrace." + service + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(others)
                    .because("services speak through the log and HTTP")
                    .check(classes);
        }
    }

    @Test
    void servicesDoNotKnowWhatDeploysThem() {
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "dev.millrace.standalone..",
                        "dev.millrace.embedded..",
                        "dev.millrace.testbed..",
                        "dev.millrace.proof..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.millrace.standalone..",
                        "dev.millrace.embedded..",
                        "dev.millrace.testbed..",
                        "dev.millrace.proof..")
                .check(classes);
    }

    @Test
    void theLogKnowsNeitherSpringNorADatabase() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.millrace.log..", "dev.millrace.events..")
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "are Spring's or JDBC's", ArchitectureTest::isSpringOrJdbc))
                .check(classes);
    }

    /** To know a failure that passes by its class is not to use a database. */
    private static boolean isSpringOrJdbc(JavaClass type) {
        var name = type.getPackageName();
        return name.startsWith("org.springframework")
                || ((name.startsWith("java.sql") || name.startsWith("javax.sql"))
                        && !type.isAssignableTo(SQLException.class));
    }

    @Test
    void callsLeaveThroughTheUpstreamClientTheGuardedClientAndTheGatewaysForwarder() {
        noClasses()
                .that()
                .resideInAPackage("dev.millrace..")
                .and()
                .resideOutsideOfPackages(
                        "dev.millrace.provider.upstream..",
                        "dev.millrace.web.outbound..",
                        "dev.millrace.gateway.routes..",
                        "dev.millrace.gateway.query..",
                        "dev.millrace.standalone..",
                        "dev.millrace.proof..")
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "are HTTP clients", ArchitectureTest::isHttpClient))
                .because("addresses that users can influence go through one guarded client")
                .check(classes);
    }

    private static boolean isHttpClient(JavaClass type) {
        return type.getPackageName().startsWith("java.net.http")
                || type.getPackageName().startsWith("org.apache.hc.client5")
                || type.getName().equals("java.net.HttpURLConnection")
                || type.getName().startsWith("org.springframework.web.client.Rest")
                || type.getName().startsWith("org.springframework.web.reactive.function.client");
    }

    @Test
    void noPackageIsNamedAfterALayer() {
        noClasses()
                .should()
                .resideInAnyPackage(
                        "dev.millrace..common..",
                        "dev.millrace..util..",
                        "dev.millrace..impl..",
                        "dev.millrace..dto..",
                        "dev.millrace..config..")
                .because("packages are named after features")
                .check(classes);
    }

    @Test
    void whoPublishesToATopicIsAmongItsWriters() throws ReflectiveOperationException {
        var publications = publications();

        assertThat(wrong(publications, ArchitectureTest::service)).isEmpty();
        assertThat(publications).as("places that publish").hasSizeGreaterThan(10);
    }

    @Test
    void whoIsNotAmongATopicsWritersWouldBeFound() throws ReflectiveOperationException {
        for (var service : Service.values()) {
            var others =
                    publications().stream()
                            .filter(one -> one.topics.stream().noneMatch(t -> writes(t, service)))
                            .toList();
            assertThat(wrong(publications(), _ -> service)).as("%s", service).hasSameSizeAs(others);
            assertThat(others).as("%s", service).isNotEmpty();
        }
    }

    /** A place in a service that publishes; a pair of lanes counts as one topic of two names. */
    private record Publication(JavaCodeUnit unit, List<Topic<?>> topics) {}

    private static List<Publication> publications() throws ReflectiveOperationException {
        var publications = new ArrayList<Publication>();
        for (var type : classes) {
            if (service(type) != null) {
                for (var unit : type.getCodeUnits()) {
                    for (var topics : publishedTopics(unit)) {
                        publications.add(new Publication(unit, topics));
                    }
                }
            }
        }
        return publications;
    }

    private static List<String> wrong(
            List<Publication> publications, Function<JavaClass, @Nullable Service> service) {
        return publications.stream()
                .filter(
                        one -> {
                            var writer = service.apply(one.unit.getOwner());
                            return one.topics.stream().noneMatch(t -> writes(t, writer));
                        })
                .map(one -> one.unit.getFullName() + " writes " + one.topics.getFirst().name())
                .toList();
    }

    private static boolean writes(Topic<?> topic, @Nullable Service service) {
        return service != null && topic.writers().contains(service);
    }

    /** Names of models have no owner: they are the one thing that is found by a path alone. */
    @Test
    void whatAnIdInAPathNamesIsLookedUpByItsOwner() {
        var handlers =
                classes.stream()
                        .filter(type -> service(type) != null)
                        .flatMap(type -> type.getMethods().stream())
                        .filter(ArchitectureTest::takesAnIdFromItsPath)
                        .toList();

        assertThat(handlers).hasSizeGreaterThan(8);
        assertThat(handlers.stream().filter(handler -> !looksUpTheOwner(handler)))
                .extracting(handler -> handler.getOwner().getSimpleName() + "." + handler.getName())
                // Models and providers serve every tenant: only the house's administrators change
                // them.
                .containsExactlyInAnyOrder(
                        "ModelController.get",
                        "ModelsController.byPath",
                        "ModelsController.setByPath",
                        "ModelsController.removeByPath",
                        "ProvidersController.get",
                        "StatusController.status",
                        "ProvidersController.put",
                        "ProvidersController.delete",
                        "ProvidersController.activate",
                        "ProvidersController.deactivate",
                        "ProvidersController.test",
                        "CredentialsController.list",
                        "CredentialsController.rotate",
                        "CredentialsController.revoke");
    }

    private static boolean takesAnIdFromItsPath(JavaMethod method) {
        return method.getParameters().stream()
                .anyMatch(parameter -> parameter.isAnnotatedWith(PathVariable.class));
    }

    /** Whether it calls {@link Owned#find}, itself or through what it calls. */
    private static boolean looksUpTheOwner(JavaMethod handler) {
        var seen = new HashSet<JavaCodeUnit>();
        var next = new ArrayDeque<JavaCodeUnit>(List.of(handler));
        while (!next.isEmpty()) {
            var unit = next.pop();
            for (var call : unit.getMethodCallsFromSelf()) {
                if (call.getTargetOwner().isEquivalentTo(Owned.class)
                        && call.getName().equals("find")) {
                    return true;
                }
                call.getTarget().resolveMember().filter(seen::add).ifPresent(next::push);
            }
        }
        return false;
    }

    private static @Nullable Service service(JavaClass type) {
        return SERVICES.entrySet().stream()
                .filter(
                        entry ->
                                (type.getPackageName() + ".")
                                        .startsWith("dev.millrace." + entry.getKey() + "."))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** What a method that publishes, now or with its transaction, names. */
    private static List<List<Topic<?>>> publishedTopics(JavaCodeUnit unit)
            throws ReflectiveOperationException {
        var publishes =
                unit.getMethodCallsFromSelf().stream()
                        .anyMatch(
                                call ->
                                        call.getTargetOwner().isEquivalentTo(Publisher.class)
                                                || call.getTargetOwner()
                                                        .isEquivalentTo(Outbox.class));
        var topics = new ArrayList<List<Topic<?>>>();
        if (publishes) {
            for (var access : unit.getFieldAccesses()) {
                if (access.getTargetOwner().isEquivalentTo(Topics.class)) {
                    topics.add(topics(access.getName()));
                }
            }
        }
        return topics;
    }

    private static List<Topic<?>> topics(String field) throws ReflectiveOperationException {
        return switch (Objects.requireNonNull(Topics.class.getField(field).get(null))) {
            case Topic<?> topic -> List.of(topic);
            case Laned<?> lanes -> Stream.<Topic<?>>of(lanes.interactive(), lanes.bulk()).toList();
            default -> List.of();
        };
    }
}
