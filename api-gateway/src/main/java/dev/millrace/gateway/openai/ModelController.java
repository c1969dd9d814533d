package dev.millrace.gateway.openai;

import dev.millrace.events.ModelOffered;
import dev.millrace.gateway.admission.Groups;
import dev.millrace.gateway.admission.Models;
import dev.millrace.web.error.ApiException;
import dev.millrace.web.error.ErrorCode;
import dev.millrace.web.token.AllowedModels;
import dev.millrace.web.token.Caller;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The models a key may ask for, as OpenAI lists them. */
@RestController
@RequestMapping({"/v1/models", "/models"})
final class ModelController {

    /** Who owns what is no vendor's. */
    private static final String HOUSE = "millrace";

    private final Models models;
    private final Groups groups;

    ModelController(Models models, Groups groups) {
        this.models = models;
        this.groups = groups;
    }

    /**
     * OpenAI's `Model`.
     *
     * @param created seconds since 1970
     */
    record Model(String id, String object, long created, String ownedBy) {

        static Model of(String id, ModelOffered offer) {
            return new Model(id, "model", offer.getSince().getEpochSecond(), offer.getProvider());
        }

        static Model of(Groups.Group group, String id) {
            return new Model(id, "model", group.since(), HOUSE);
        }
    }

    /** OpenAI's list without pages. */
    record ModelList(String object, List<Model> data) {}

    /**
     * `auto` first, then the groups, then each name that is not a group's. A group with a star in
     * its name has no name of its own that could be asked for.
     */
    @GetMapping
    ModelList list(HttpServletRequest request) {
        Caller caller = Caller.of(request);
        List<ModelOffered> allowed = allowed(models.visibleTo(caller.tenant()), request);
        Map<String, Model> names = new LinkedHashMap<>();
        AllowedModels mine = new AllowedModels(caller.allowedModels());
        Set<String> taken = new HashSet<>();
        for (Groups.Group group : groups.visibleTo(caller.tenant())) {
            taken.add(group.name());
            if (group.allowedBy(mine, group.name())) {
                names.put(group.name(), Model.of(group, group.name()));
            }
        }
        for (ModelOffered offer : allowed) {
            // A name that is a group's means the group, even to a key that may not use it.
            if (!taken.contains(offer.getModel())) {
                names.putIfAbsent(offer.getModel(), Model.of(offer.getModel(), offer));
            }
        }
        List<Model> data = new ArrayList<>();
        if (!allowed.isEmpty()) {
            data.add(auto(allowed));
        }
        data.addAll(names.values());
        return new ModelList("list", data);
    }

    /** Ids may hold slashes. */
    @GetMapping("/{*id}")
    Model get(@PathVariable String id, HttpServletRequest request) {
        String name = id.substring(1);
        Caller caller = Caller.of(request);
        AllowedModels mine = new AllowedModels(caller.allowedModels());
        boolean auto = name.equals(Models.AUTO);
        Groups.Group group = auto ? null : groups.named(caller.tenant(), name);
        if (group == null && !auto && models.named(caller.tenant(), name).isEmpty()) {
            group = groups.matching(caller.tenant(), name);
        }
        if (group != null && group.allowedBy(mine, name)) {
            return Model.of(group, name);
        }
        List<ModelOffered> allowed = allowed(models.named(caller.tenant(), name), request);
        if (group != null || allowed.isEmpty()) {
            throw ApiException.at("model", ErrorCode.MODEL_NOT_FOUND, name);
        }
        return auto ? auto(allowed) : Model.of(name, allowed.getFirst());
    }

    private static Model auto(List<ModelOffered> allowed) {
        long since = allowed.stream().mapToLong(o -> o.getSince().getEpochSecond()).min().orElse(0);
        return new Model(Models.AUTO, "model", since, HOUSE);
    }

    private static List<ModelOffered> allowed(List<ModelOffered> all, HttpServletRequest request) {
        AllowedModels allowed = new AllowedModels(Caller.of(request).allowedModels());
        return all.stream().filter(o -> allowed.allows(o.getProvider(), o.getModel())).toList();
    }
}
