package dev.millrace.router.group;

import dev.millrace.events.ModelGroupSet;
import dev.millrace.events.Owner;
import dev.millrace.router.catalog.Offer;
import java.time.Instant;
import java.util.List;

/**
 * A public name and what it stands for.
 *
 * @param owner its tenant's requests find it; those of {@value Offer#SHARED} serve every tenant
 * @param revision counts its changes from 1, or goes on from those of a deleted one of its name
 */
public record ModelGroup(
        String name,
        Owner owner,
        long revision,
        Instant changedAt,
        List<Deployment> deployments,
        Fallbacks fallbacks) {

    static final String KEYS = "group/";

    public String tenant() {
        return owner.getTenant();
    }

    public boolean visibleTo(String asker) {
        return tenant().equals(Offer.SHARED) || tenant().equals(asker);
    }

    boolean isWildcard() {
        return GroupName.isWildcard(name);
    }

    /** Its name; with the tenant's where another tenant may have one of the same name. */
    String fullName() {
        return tenant().equals(Offer.SHARED) ? name : name + "#" + tenant();
    }

    /** Its key on `policies`. */
    String key() {
        return KEYS + fullName();
    }

    /** Names a deployment of it in plans: the same on every instance, whatever else changes. */
    String deploymentId(Deployment deployment) {
        return fullName() + ":" + deployment.target();
    }

    boolean isDefinedAs(ModelGroup other) {
        return deployments.equals(other.deployments) && fallbacks.equals(other.fallbacks);
    }

    ModelGroup at(long revision, Instant now) {
        return new ModelGroup(name, owner, revision, now, deployments, fallbacks);
    }

    ModelGroupSet announcement() {
        return new ModelGroupSet(name, owner, revision, GroupJson.text(this), changedAt);
    }

    /**
     * @throws RuntimeException when the definition is none
     */
    static ModelGroup of(ModelGroupSet set) {
        return GroupJson.parse(
                set.getDefinition(),
                set.getName(),
                set.getOwner(),
                set.getRevision(),
                set.getChangedAt());
    }
}
