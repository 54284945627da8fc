package palimpsest.runtime.cli;

import java.util.List;
import java.util.Locale;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.springframework.boot.WebApplicationType;
import palimpsest.memory.meta.MetaMemoryRule;
import palimpsest.memory.meta.MetaMemoryVersion;
import palimpsest.memory.meta.MetaMemoryVersions;
import palimpsest.memory.meta.PairedTest;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The commands that look at versions of the rules and choose between them. */
final class MetaVersionCommands {

    private MetaVersionCommands() {}

    /** What they share: the data, and the two forms of output. */
    private abstract static class OnVersions implements Callable<Integer> {

        @Option(names = "--json", description = "Print the result as JSON.")
        private boolean json;

        @Mixin
        private DataOptions data;

        <T> int print(BiFunction<MetaMemoryVersions, String, T> look, Consumer<T> show) {
            var properties = data.quietProperties();
            try (var context = DataOptions.start(WebApplicationType.NONE, properties)) {
                T found = look.apply(context.getBean(MetaMemoryVersions.class), context.getBean(PalimpsestProperties.class).tenant());
                if (json) {
                    System.out.println(Output.json(found));
                } else {
                    show.accept(found);
                }
                return 0;
            } catch (NoSuchElementException e) {
                throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all versions, the newest (which is in force) first, with their rules.")
    static final class ListVersions extends OnVersions {
        @Override
        public Integer call() {
            return print(MetaMemoryVersions::all, versions -> {
                if (versions.isEmpty()) {
                    System.out.println("Nothing was learned yet: ./palimpsest meta evolve --help");
                }
                versions.forEach(MetaVersionCommands::show);
            });
        }
    }

    @Command(name = "diff", mixinStandardHelpOptions = true, description = "Shows which rules a version brought and which it dropped.")
    static final class Diff extends OnVersions {

        @Parameters(paramLabel = "VERSION", description = "The version to look at.")
        private int version;

        @Option(names = "--from", paramLabel = "VERSION", description = "The version to compare with (default: the one before).")
        private Integer from;

        @Override
        public Integer call() {
            return print((versions, tenant) -> versions.difference(tenant, from, version), difference -> {
                System.out.printf("version %d to version %d%n", difference.from(), difference.to());
                lines("- ", difference.removed());
                lines("+ ", difference.added());
                lines("  ", difference.kept());
            });
        }
    }

    @Command(name = "rollback", mixinStandardHelpOptions = true, description = "Puts the rules of an earlier version in force again, as a new version (0: no rules).")
    static final class Rollback extends OnVersions {

        @Parameters(paramLabel = "VERSION", description = "Whose rules to take.")
        private int version;

        @Override
        public Integer call() {
            return print((versions, tenant) -> versions.rollback(tenant, version)
                    .orElseThrow(() -> new CommandFailed(ExitCode.FAILED, "Another version came into force meanwhile. Try again.")), MetaVersionCommands::show);
        }
    }

    private static void show(MetaMemoryVersion version) {
        String how = version.restores() == null ? version.origin().name().toLowerCase(Locale.ROOT) : "rollback to " + version.restores();
        System.out.printf("version %d, %s, %s%s%n", version.number(), version.createdAt(), how, version.heldOut() == null ? "" : "; held out: " + line(version.heldOut()));
        lines("  ", version.rules().rules());
    }

    private static void lines(String before, List<MetaMemoryRule> rules) {
        rules.forEach(rule -> System.out.println(before + rule.id() + ": " + rule.content()));
    }

    /** A paired test in a line. */
    static String line(PairedTest test) {
        return String.format(Locale.ROOT, "%d of %d right before, %d after (%d gained, %d lost, p = %.3g)", test.baseRight(), test.cases(), test.candidateRight(),
                test.gained(), test.lost(), test.pValue());
    }
}
