package palimpsest.runtime.cli;

import java.io.Console;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import org.springframework.boot.WebApplicationType;
import palimpsest.memory.longterm.Forget;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.Receipt;
import palimpsest.runtime.wiring.PalimpsestProperties;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "memory", mixinStandardHelpOptions = true, description = "Long-term memory: forget all of a person, list the receipts (docs/memory.md).",
        subcommands = {MemoryCommand.ForgetAll.class, MemoryCommand.Receipts.class}, synopsisSubcommandLabel = "WHAT")
final class MemoryCommand implements Runnable {

    private static final String BY = "command line";

    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "Say what to do: " + String.join(", ", spec.subcommands().keySet()) + ".");
    }

    /** What they share: the data, the tenant, the form of output. */
    private abstract static class OnMemory implements Callable<Integer> {

        @Option(names = "--tenant", paramLabel = "TENANT", description = "Whose users (default: palimpsest.tenant).")
        private String tenant;

        @Option(names = "--json", description = "Print the result as JSON.")
        private boolean json;

        @Mixin
        private DataOptions data;

        abstract List<Receipt> work(LongTermMemory memory, String tenant);

        abstract Object shown(List<Receipt> receipts);

        @Override
        public Integer call() {
            try (var context = DataOptions.start(WebApplicationType.NONE, data.quietProperties())) {
                List<Receipt> receipts = work(context.getBean(LongTermMemory.class), tenant == null ? context.getBean(PalimpsestProperties.class).tenant() : tenant);
                if (json) {
                    System.out.println(Output.json(shown(receipts)));
                } else if (receipts.isEmpty()) {
                    System.out.println("Nothing was forgotten yet.");
                } else {
                    receipts.stream().map(OnMemory::line).forEach(System.out::println);
                }
                return 0;
            }
        }

        private static String line(Receipt receipt) {
            return "Receipt %s: of %s, asked for by %s at %s, erased %d turns, %d records, %d vectors, %d notes, %d entries of feedback; %d questions in progress are not taken in.".formatted(receipt.id(), receipt.subject(), receipt.askedBy(),
                    receipt.erasedAt(), receipt.decisions(), receipt.records(), receipt.embeddings(), receipt.notes(), receipt.feedback(), receipt.unread());
        }

        static Object json(Receipt receipt) {
            return Output.map("id", receipt.id(), "subject", receipt.subject(), "asked_by", receipt.askedBy(), "erased_at", receipt.erasedAt(), "decisions", receipt.decisions(),
                    "records", receipt.records(), "embeddings", receipt.embeddings(), "clusters", receipt.clusters(), "notes", receipt.notes(), "feedback", receipt.feedback(), "unread", receipt.unread());
        }
    }

    @Command(name = "forget", mixinStandardHelpOptions = true,
            description = "Erases for good what is remembered of a person, with lasting notes, chat windows and feedback, and prints the receipt. Conversations keep their words until they are deleted.")
    static final class ForgetAll extends OnMemory {

        @Parameters(paramLabel = "USER", description = "Whose memory.")
        private String user;

        @Option(names = "--conversation", paramLabel = "NAME", description = "Only what was said in this conversation: its id, or the name that its sender gave it.")
        private String conversation;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        @Spec
        private CommandSpec spec;

        @Override
        public Integer call() {
            confirm();
            return super.call();
        }

        /** What can't be undone is asked for twice. */
        private void confirm() {
            Console console = yes ? null : System.console();
            if (!yes && console == null) {
                throw new ParameterException(spec.commandLine(), "This can't be undone: say --yes.");
            }
            if (console != null && !user.equals(console.readLine("This can't be undone. Type %s to forget: ", user))) {
                throw new CommandFailed(picocli.CommandLine.ExitCode.USAGE, "Nothing was forgotten.");
            }
        }

        @Override
        List<Receipt> work(LongTermMemory memory, String tenant) {
            try {
                return List.of(memory.forget(tenant, new Forget(user, conversation, List.of(), null), BY));
            } catch (NoSuchElementException e) {
                throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
        }

        @Override
        Object shown(List<Receipt> receipts) {
            return json(receipts.getFirst());
        }
    }

    @Command(name = "receipts", mixinStandardHelpOptions = true, description = "Lists what was forgotten, the newest first; a receipt holds nothing of it.")
    static final class Receipts extends OnMemory {

        @Option(names = "--user", paramLabel = "USER", description = "Only of this person's memory.")
        private String user;

        @Override
        List<Receipt> work(LongTermMemory memory, String tenant) {
            return memory.receipts(tenant, user);
        }

        @Override
        Object shown(List<Receipt> receipts) {
            return receipts.stream().map(OnMemory::json).toList();
        }
    }
}
