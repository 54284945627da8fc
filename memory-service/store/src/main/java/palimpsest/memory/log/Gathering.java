package palimpsest.memory.log;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * Small pieces of work that many threads bring at the same time, done together. What comes while nothing of its kind is being done is done at once, by the thread that brings it. What
 * comes meanwhile waits, and is then done as one by the thread that has waited longest. With one thread nothing waits and nothing is done together.
 *
 * @param <K> kind: only work of the same kind is done together
 * @param <W> work
 * @param <R> its result
 */
final class Gathering<K, W, R> {

    private final Function<W, ?> subject;
    private final int most;
    private final Duration patience;
    private final Function<List<W>, List<R>> doing;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, Lane<W, R>> lanes = new HashMap<>();

    /** Work of one kind: what is being done, and what waits. */
    private static final class Lane<W, R> {
        private final Collection<Group<W, R>> begun = new ArrayList<>();
        private final Queue<Waiting<W, R>> waiting = new ArrayDeque<>();
    }

    /**
     * @param mine   the first of them, whose thread does all
     * @param others that are done with it
     * @param since  by {@link System#nanoTime}
     */
    private record Group<W, R>(Waiting<W, R> mine, List<Waiting<W, R>> others, long since) {}

    /** @param called with the group that its thread is to do, or with null when its work was done by another */
    private record Waiting<W, R>(W work, CompletableFuture<Group<W, R>> called, CompletableFuture<R> result) {

        private Waiting(W work) {
            this(work, new CompletableFuture<>(), new CompletableFuture<>());
        }

        /** By identity: the same work may be brought twice. */
        @Override
        public boolean equals(Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    /**
     * @param subject  of a piece of work: two with the same one are not done together
     * @param most     pieces at once
     * @param patience how long a piece waits for what is being done before it is done beside that
     * @param doing    gives results in the order of the work; what it throws is thrown to everyone whose work it was
     */
    Gathering(Function<W, ?> subject, int most, Duration patience, Function<List<W>, List<R>> doing) {
        this.subject = subject;
        this.most = most;
        this.patience = patience;
        this.doing = doing;
    }

    /** Returns when this work is done, also where the thread is interrupted meanwhile, which it still is then: what was begun has an outcome to be told. */
    R done(K kind, W work) {
        var mine = new Waiting<W, R>(work);
        Group<W, R> group = begun(kind, mine);
        if (group == null) {
            group = called(kind, mine);
        }
        if (group != null) {
            lead(kind, group);
        }
        if (mine.result().state() == Future.State.SUCCESS) {
            return mine.result().resultNow();
        }
        switch (mine.result().exceptionNow()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
    }

    private void lead(K kind, Group<W, R> group) {
        List<Waiting<W, R>> all = new ArrayList<>(List.of(group.mine()));
        all.addAll(group.others());
        List<R> results = List.of();
        Throwable failure = null;
        try {
            results = doing.apply(all.stream().map(Waiting::work).toList());
            if (results.size() != all.size()) {
                failure = new IllegalStateException(results.size() + " results of " + all.size() + " pieces of work");
            }
        } catch (RuntimeException | Error e) {
            failure = e;
        }
        // The next are called first: they have the most to do.
        ended(kind, group);
        for (int i = 0; i < all.size(); i++) {
            if (failure == null) {
                all.get(i).result().complete(results.get(i));
            } else {
                all.get(i).result().completeExceptionally(failure);
            }
            all.get(i).called().complete(null);
        }
    }

    /** The group of a thread whose work is to be done now; null where it is to wait. */
    private Group<W, R> begun(K kind, Waiting<W, R> mine) {
        lock.lock();
        try {
            Lane<W, R> lane = lanes.computeIfAbsent(kind, ignored -> new Lane<>());
            if (lane.begun.stream().allMatch(this::isLate)) {
                return begin(lane, mine);
            }
            lane.waiting.add(mine);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isLate(Group<W, R> group) {
        return System.nanoTime() - group.since() > patience.toNanos();
    }

    /** This work with what waits. */
    private Group<W, R> begin(Lane<W, R> lane, Waiting<W, R> mine) {
        List<Waiting<W, R>> others = new ArrayList<>();
        Set<Object> subjects = new HashSet<>(Set.of(subject.apply(mine.work())));
        for (Iterator<Waiting<W, R>> each = lane.waiting.iterator(); each.hasNext() && others.size() < most - 1; ) {
            Waiting<W, R> next = each.next();
            if (subjects.add(subject.apply(next.work()))) {
                each.remove();
                others.add(next);
            }
        }
        var group = new Group<>(mine, others, System.nanoTime());
        lane.begun.add(group);
        return group;
    }

    /** Waits for the group that this thread is to do; null when its work was done. */
    private Group<W, R> called(K kind, Waiting<W, R> mine) {
        boolean interrupted = false;
        boolean patient = true;
        try {
            while (true) {
                try {
                    return patient ? mine.called().get(patience.toNanos(), TimeUnit.NANOSECONDS) : mine.called().get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (TimeoutException e) {
                    Group<W, R> group = beside(kind, mine);
                    if (group != null) {
                        return group;
                    }
                    // in another's hands by now
                    patient = false;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Takes what waits, if this is still among it, to be done beside what is being done. */
    private Group<W, R> beside(K kind, Waiting<W, R> mine) {
        lock.lock();
        try {
            Lane<W, R> lane = lanes.get(kind);
            return lane != null && lane.waiting.remove(mine) ? begin(lane, mine) : null;
        } finally {
            lock.unlock();
        }
    }

    private void ended(K kind, Group<W, R> group) {
        Group<W, R> next = null;
        lock.lock();
        try {
            Lane<W, R> lane = lanes.get(kind);
            lane.begun.removeIf(each -> each == group);
            if (!lane.waiting.isEmpty() && lane.begun.stream().allMatch(this::isLate)) {
                next = begin(lane, lane.waiting.remove());
            }
            if (lane.begun.isEmpty()) {
                lanes.remove(kind);
            }
        } finally {
            lock.unlock();
        }
        if (next != null) {
            next.mine().called().complete(next);
        }
    }
}
