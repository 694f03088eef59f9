package com.stateset.sequencer.cli.agent.folder;

/** What scripts learn from a command's end; the same for all commands of an agent. */
public final class ExitCodes {

    public static final int DONE = 0;
    public static final int NOT_POSSIBLE = 1;
    public static final int WRONG_USAGE = 2;
    public static final int SERVER_AWAY = 3;
    public static final int HISTORY_MISMATCH = 4;
    public static final int FILES_UNUSABLE = 5;
    public static final int NOT_ALL_ACCEPTED = 6;

    public static final String HEADING = "%nExit codes:%n";
    public static final String IS_DONE = "0:done";
    public static final String IS_NOT_POSSIBLE =
            "1:it cannot be done as things stand: the message says why; nothing was changed";
    public static final String IS_WRONG_USAGE = "2:the command line or the input makes no sense, or there is no agent in DIR";
    public static final String IS_SERVER_AWAY =
            "3:the server could not be reached, failed, asked to be left alone for now (429, 503) or refused; what was done until "
                    + "then is kept";
    public static final String IS_HISTORY_MISMATCH =
            "4:the server shows another history, or is another server, or signs with another key, than before; nothing of it was taken over";
    public static final String IS_FILES_UNUSABLE = "5:the files in DIR cannot be used; what was in them is as it was";
    public static final String IS_NOT_ALL_ACCEPTED =
            "6:with --strict: the sync was complete, and some of this agent's events were rejected or still wait";

    private ExitCodes() {}
}
