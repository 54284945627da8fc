package palimpsest.memory.meta.evolve;

/** No further call is made; what was recorded stays. */
final class EvolutionStopped extends RuntimeException {

    enum Reason {
        CANCELLED, OVER_BUDGET,
        /** This process stops: another goes on. */
        PARKED,
        /** Another process holds the evolution. */
        LOST
    }

    private final Reason reason;

    EvolutionStopped(Reason reason) {
        super(reason.name());
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }
}
