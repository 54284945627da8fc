package palimpsest.runtime.cli;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.convert.DurationStyle;
import palimpsest.memory.key.ApiKey;
import palimpsest.memory.key.ApiKeys;
import palimpsest.memory.key.Role;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "keys", mixinStandardHelpOptions = true, description = "API keys: make one, list them, revoke one (docs/security.md).",
        subcommands = {KeysCommand.Create.class, KeysCommand.ListKeys.class, KeysCommand.Revoke.class}, synopsisSubcommandLabel = "WHAT")
final class KeysCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: create, list or revoke.");
    }

    @Command(name = "create", mixinStandardHelpOptions = true, description = "Makes a key and prints it. It can't be shown again.")
    static final class Create extends TenantCommand<ApiKeys> {

        @Option(names = "--user", paramLabel = "USER", required = true, description = "Who will use it.")
        private String user;

        @Option(names = "--role", paramLabel = "ROLE", defaultValue = "USER",
                description = "reader (looks), user (converses), admin (agents, keys, rules, audit log) or operator (also connects models, sees the usage of all tenants); "
                        + "default: user.")
        private Role role;

        @Option(names = "--expires", paramLabel = "DURATION", description = "How long it holds, such as 90d or 12h (default: until it is revoked).")
        private String expires;

        Create() {
            super(ApiKeys.class);
        }

        @Override
        int work(ApiKeys keys, String tenant) {
            ApiKeys.Issued issued;
            try {
                Duration lifetime = expires == null ? null : DurationStyle.detectAndParse(expires);
                issued = keys.create(tenant, user, role, lifetime);
            } catch (IllegalArgumentException e) {
                throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "The key can't be made: " + e.getMessage());
            }
            return print(Output.map("key", issued.secret(), "id", issued.key().id(), "tenant", issued.key().tenant(), "user", issued.key().user(),
                    "role", issued.key().role().label(), "expires_at", issued.key().expiresAt()), made -> List.of(issued.secret()));
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the keys of a tenant, without their secrets.")
    static final class ListKeys extends TenantCommand<ApiKeys> {

        ListKeys() {
            super(ApiKeys.class);
        }

        @Override
        int work(ApiKeys keys, String tenant) {
            return print(keys.list(tenant), all -> all.isEmpty() ? List.of("There is no key of tenant " + tenant + ".") : all.stream().map(ListKeys::line).toList());
        }

        private static String line(ApiKey key) {
            return String.join("  ", key.id(), key.role().label(), key.user(), "made " + key.createdAt(),
                    key.revokedAt() != null ? "revoked " + key.revokedAt() : key.expiresAt() != null ? "until " + key.expiresAt() : "until revoked");
        }
    }

    @Command(name = "revoke", mixinStandardHelpOptions = true, description = "Revokes a key; the next request with it is refused.")
    static final class Revoke extends TenantCommand<ApiKeys> {

        @Parameters(paramLabel = "ID", description = "The key's id, as keys list prints it.")
        private String id;

        Revoke() {
            super(ApiKeys.class);
        }

        @Override
        int work(ApiKeys keys, String tenant) {
            if (!keys.revoke(tenant, id)) {
                throw new CommandFailed(ExitCode.NO_INPUT, "Tenant " + tenant + " has no key " + id + " that holds. ./palimpsest keys list shows them.");
            }
            return print(Output.map("revoked", id), revoked -> List.of("Revoked " + id + "."));
        }
    }
}
