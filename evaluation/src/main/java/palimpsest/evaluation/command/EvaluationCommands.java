package palimpsest.evaluation.command;

import java.util.List;
import palimpsest.runtime.cli.CommandSource;

/** What measures or trains parts of the product. */
public final class EvaluationCommands implements CommandSource {

    @Override
    public List<Object> commands() {
        return List.of(new ReplayCommand(), new FaultsCommand(), new EvalCommand(), new CalibrateCommand());
    }
}
