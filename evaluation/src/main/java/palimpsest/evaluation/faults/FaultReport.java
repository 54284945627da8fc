package palimpsest.evaluation.faults;

/**
 * What came of the runs.
 *
 * @param kills           of the runtime and of the database together
 * @param runtimeKills    of them of the runtime
 * @param messagesLost    messages of undisturbed runs that disturbed ones lack
 * @param stepsDuplicated messages that disturbed runs have and undisturbed ones lack, and numbers given twice
 * @param answersChanged  runs whose answer, citations or end differ
 */
public record FaultReport(int runs, int kills, int runtimeKills, int messagesLost, int stepsDuplicated, int answersChanged) {

    public boolean clean() {
        return messagesLost == 0 && stepsDuplicated == 0 && answersChanged == 0;
    }
}
