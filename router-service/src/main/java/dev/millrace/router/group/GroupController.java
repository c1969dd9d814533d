package dev.millrace.router.group;

import dev.millrace.events.Owner;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.form.Form;
import dev.millrace.web.owned.Owned;
import dev.millrace.web.page.Page;
import dev.millrace.web.page.PageCursor;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/**
 * The model groups of a tenant, for its admins; those of the house serve every tenant. `If-Match`
 * with the `ETag` that was read refuses a change of what has changed since, `If-None-Match: *` one
 * of what is there already.
 */
@RestController
final class GroupController {

    private static final String PATH = "/api/v1/routing/models";
    private static final int USUAL_PAGE = 100;
    private static final int LARGEST_PAGE = 1_000;
    private static final int LARGEST_BODY = 4 << 20;
    private static final int MOST_GROUPS = 1_000;

    private final Groups groups;
    private final GroupRepository repository;

    GroupController(Groups groups, GroupRepository repository) {
        this.groups = groups;
        this.repository = repository;
    }

    /** The groups as they were set, by name. The `ETag` is that of all of them. */
    @GetMapping(value = PATH, params = "kind=group")
    ResponseEntity<Page<ObjectNode>> list(
            @RequestParam(required = false) @Nullable Integer limit,
            @RequestParam(defaultValue = "") String after,
            HttpServletRequest request) {
        Caller caller = admin(Caller.of(request));
        int size = PageCursor.limit(limit, USUAL_PAGE, LARGEST_PAGE);
        List<ModelGroup> all = repository.ofTenant(caller.tenant());
        List<ObjectNode> found =
                all.stream()
                        .filter(group -> group.name().compareTo(after) > 0)
                        .limit(size + 1L)
                        .map(GroupJson::shown)
                        .toList();
        return ResponseEntity.ok()
                .eTag(tag(all))
                .body(Page.of(found, size, group -> group.path("id").asString()));
    }

    /** Sets all of them: whoever is not named goes. */
    @PutMapping(PATH)
    ResponseEntity<Page<ObjectNode>> putAll(HttpServletRequest request) throws IOException {
        Caller caller = admin(Caller.of(request));
        Form body = Form.read(request, LARGEST_BODY);
        body.only(Set.of("data", "object", "first_id", "last_id", "has_more"));
        var _ = body.required("data");
        List<ModelGroup> wanted = new ArrayList<>();
        Map<String, Form> places = new HashMap<>();
        for (Form place : body.parts("data", 0, MOST_GROUPS)) {
            ModelGroup group = GroupJson.read(place, null, owner(caller));
            place.require(places.put(group.name(), place) == null, "name", "each name once");
            wanted.add(group);
        }
        body.check();
        String match = request.getHeader("If-Match");
        groups.setAll(
                caller,
                wanted,
                present -> match == null || match.equals(quoted(tag(present))),
                group -> places.getOrDefault(group.name(), body));
        return list(LARGEST_PAGE, "", request);
    }

    /** Names may hold slashes. */
    @GetMapping(PATH + "/{*name}")
    ResponseEntity<ObjectNode> get(@PathVariable String name, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        ModelGroup group = find(caller, name);
        admin(caller);
        return shown(group);
    }

    @PutMapping(PATH + "/{*name}")
    ResponseEntity<ObjectNode> put(@PathVariable String name, HttpServletRequest request)
            throws IOException {
        Caller caller = admin(Caller.of(request));
        Form body = Form.read(request, LARGEST_BODY);
        groups.set(
                caller,
                GroupJson.read(body, name.substring(1), owner(caller)),
                present -> isExpected(present, request),
                _ -> body);
        return shown(find(caller, name));
    }

    @DeleteMapping(PATH + "/{*name}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable String name, HttpServletRequest request) {
        Caller caller = Caller.of(request);
        ModelGroup group = find(caller, name);
        groups.delete(admin(caller), group, present -> isExpected(present, request));
    }

    private ModelGroup find(Caller caller, String path) {
        String name = path.isEmpty() ? path : path.substring(1);
        return Owned.find(
                caller, name, id -> repository.find(caller.tenant(), id), ModelGroup::owner);
    }

    private static boolean isExpected(@Nullable ModelGroup present, HttpServletRequest request) {
        String match = request.getHeader("If-Match");
        boolean fresh = "*".equals(request.getHeader("If-None-Match"));
        return !(fresh && present != null)
                && (match == null
                        || (present != null
                                && (match.equals("*") || match.equals(quoted(tag(present))))));
    }

    private static ResponseEntity<ObjectNode> shown(ModelGroup group) {
        return ResponseEntity.ok().eTag(tag(group)).body(GroupJson.shown(group));
    }

    private static String tag(ModelGroup group) {
        return Long.toString(group.revision());
    }

    /** Of all groups: changes with each of them. */
    private static String tag(List<ModelGroup> groups) {
        CRC32C sum = new CRC32C();
        for (ModelGroup group : groups) {
            String part = group.name() + " " + group.revision() + " " + group.changedAt() + "\n";
            sum.update(part.getBytes(StandardCharsets.UTF_8));
        }
        return Long.toHexString(sum.getValue());
    }

    private static String quoted(String tag) {
        return '"' + tag + '"';
    }

    private static Owner owner(Caller caller) {
        return new Owner(caller.tenant(), caller.team(), caller.user());
    }

    private static Caller admin(Caller caller) {
        if (!caller.isAdmin()) {
            throw ApiException.of(ErrorCode.FORBIDDEN);
        }
        return caller;
    }
}
