package palimpsest.runtime.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import palimpsest.memory.pack.Pack;
import palimpsest.memory.pack.PackException;
import palimpsest.memory.pack.law.Law;
import palimpsest.memory.pack.statute.StatuteImport;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(name = "pack", mixinStandardHelpOptions = true, description = "Packs: make one out of statutes (docs/packs.md).", subcommands = PackCommand.Import.class,
        synopsisSubcommandLabel = "WHAT")
final class PackCommand implements Runnable {

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: import.");
    }

    @Command(name = "import", mixinStandardHelpOptions = true, description = {"Makes a pack out of a folder of statutes: Markdown, plain text, Akoma Ntoso XML.",
        "What can't be read is told with file and line; the rest is imported."})
    static final class Import implements Callable<Integer> {

        private static final int SHOWN = 20;

        @Option(names = "--from", paramLabel = "DIR", required = true, description = "Folder with the statutes.")
        private Path from;

        @Option(names = "--to", paramLabel = "PACK", required = true, description = "Directory of the pack; made when it is not there. pack.yaml and law-N.yaml in it are replaced.")
        private Path to;

        @Option(names = "--name", paramLabel = "NAME", description = "Name of the pack (default: that of its directory).")
        private String name;

        @Option(names = "--title", paramLabel = "TITLE", description = "Title of the pack (default: the laws' names).")
        private String title;

        @Option(names = "--json", description = "Print the result as JSON.")
        private boolean json;

        @Override
        public Integer call() throws IOException {
            if (!Files.isDirectory(from)) {
                throw new CommandFailed(ExitCode.NO_INPUT, from + " is no folder.");
            }
            try {
                StatuteImport.Imported imported = StatuteImport.run(from, to, checkedName(), title);
                System.out.println(json ? json(imported) : text(imported));
                imported.problems().stream().limit(SHOWN).forEach(problem -> System.err.println("palimpsest: " + problem));
                if (imported.problems().size() > SHOWN) {
                    System.err.println("palimpsest: and " + (imported.problems().size() - SHOWN) + " more; --json lists all.");
                }
                return 0;
            } catch (IllegalArgumentException e) {
                throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
            } catch (PackException e) {
                throw new CommandFailed(ExitCode.FAILED, e.getMessage());
            }
        }

        private String checkedName() {
            String wanted = name != null ? name : to.toAbsolutePath().normalize().getFileName().toString().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9-]+", "-").replaceAll("^[^a-z]+", "");
            if (!wanted.matches("[a-z][a-z0-9-]{0,40}")) {
                throw new CommandFailed(ExitCode.NO_INPUT, "\"" + wanted + "\" is no name for a pack. Give one of small letters, digits and dashes by --name.");
            }
            return wanted;
        }

        private String text(StatuteImport.Imported imported) {
            Pack pack = imported.pack();
            var text = new StringBuilder();
            for (Law law : pack.laws()) {
                text.append(law.name()).append(": ").append(law.articles().size()).append(" articles").append(law.from() == null ? "" : ", in force from " + law.from()).append('\n');
            }
            text.append("%d files, %d laws, %d articles, %d paragraphs, %d references, %d problems.%n".formatted(imported.files(), pack.laws().size(), pack.articles().size(),
                    imported.paragraphs(), imported.references(), imported.problems().size()));
            return text + "Use it: ./palimpsest serve --set palimpsest.packs.directory=" + to + " --set palimpsest.packs.law=" + pack.name();
        }

        private static String json(StatuteImport.Imported imported) {
            List<Object> laws = imported.pack().laws().stream().<Object>map(law -> Output.map("name", law.name(), "aliases", law.aliases(), "articles", law.articles().size(),
                    "from", law.from() == null ? null : law.from().toString(), "to", law.to() == null ? null : law.to().toString())).toList();
            return Output.json(Output.map("pack", imported.pack().name(), "files", imported.files(), "laws", laws, "articles", imported.pack().articles().size(),
                    "paragraphs", imported.paragraphs(), "references", imported.references(), "problems", imported.problems()));
        }
    }
}
