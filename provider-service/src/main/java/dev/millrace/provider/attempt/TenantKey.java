package dev.millrace.provider.attempt;

/**
 * The key of whatever several requests may share: it begins with the tenant, so that what one
 * tenant has is nothing to another, whatever the rest.
 *
 * @param tenant never empty
 * @param rest what else must be equal
 */
public record TenantKey(String tenant, String rest) {

    public TenantKey {
        if (tenant.isEmpty()) {
            throw new IllegalArgumentException("a key without a tenant would be everybody's");
        }
    }
}
