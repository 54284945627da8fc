package palimpsest.runtime.cli;

import java.io.Console;
import java.util.List;
import java.util.NoSuchElementException;
import palimpsest.memory.longterm.Forget;
import palimpsest.memory.longterm.LongTermMemory;
import palimpsest.memory.longterm.Receipt;
import picocli.CommandLine.Command;
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

    @Command(name = "forget", mixinStandardHelpOptions = true,
            description = "Erases for good what is remembered of a person, with lasting notes, chat windows and feedback, and prints the receipt. Conversations keep their words until they are deleted.")
    static final class ForgetAll extends TenantCommand<LongTermMemory> {

        @Parameters(paramLabel = "USER", description = "Whose memory.")
        private String user;

        @Option(names = "--conversation", paramLabel = "NAME", description = "Only what was said in this conversation: its id, or the name that its sender gave it.")
        private String conversation;

        @Option(names = "--yes", description = "Do not ask.")
        private boolean yes;

        @Spec
        private CommandSpec spec;

        ForgetAll() {
            super(LongTermMemory.class);
        }

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
        int work(LongTermMemory memory, String tenant) {
            try {
                Receipt receipt = memory.forget(tenant, new Forget(user, conversation, List.of(), null), BY);
                return print(json(receipt), shown -> List.of(line(receipt)));
            } catch (NoSuchElementException e) {
                throw new CommandFailed(ExitCode.NO_INPUT, e.getMessage());
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), e.getMessage());
            }
        }
    }

    @Command(name = "receipts", mixinStandardHelpOptions = true, description = "Lists what was forgotten, the newest first; a receipt holds nothing of it.")
    static final class Receipts extends TenantCommand<LongTermMemory> {

        @Option(names = "--user", paramLabel = "USER", description = "Only of this person's memory.")
        private String user;

        Receipts() {
            super(LongTermMemory.class);
        }

        @Override
        int work(LongTermMemory memory, String tenant) {
            List<Receipt> receipts = memory.receipts(tenant, user);
            return print(receipts.stream().map(MemoryCommand::json).toList(),
                    shown -> receipts.isEmpty() ? List.of("Nothing was forgotten yet.") : receipts.stream().map(MemoryCommand::line).toList());
        }
    }

    private static String line(Receipt receipt) {
        return "Receipt %s: of %s, asked for by %s at %s, erased %d turns, %d records, %d vectors, %d notes, %d entries of feedback; %d questions in progress are not taken in.".formatted(receipt.id(), receipt.subject(), receipt.askedBy(),
                receipt.erasedAt(), receipt.decisions(), receipt.records(), receipt.embeddings(), receipt.notes(), receipt.feedback(), receipt.unread());
    }

    private static Object json(Receipt receipt) {
        return Output.map("id", receipt.id(), "subject", receipt.subject(), "asked_by", receipt.askedBy(), "erased_at", receipt.erasedAt(), "decisions", receipt.decisions(),
                "records", receipt.records(), "embeddings", receipt.embeddings(), "clusters", receipt.clusters(), "notes", receipt.notes(), "feedback", receipt.feedback(), "unread", receipt.unread());
    }
}
