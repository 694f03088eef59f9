package com.stateset.sequencer.json;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The members of every object that is still open, innermost last: their names, and where they stand in the output.
 *
 * <p>Members are written as they come. Most objects arrive sorted or nearly so; one that did not is sorted when it closes,
 * in O(m log m), by moving its members' bytes. A name that stands twice has then become its own neighbour. An object whose names
 * came in strictly rising order needs no sort, and cannot have a duplicate.
 *
 * <pre>
 *   {"b":1,"a":{"y":2,"x":      stack        b  a | y  x
 *                               firstMember  0      2          one entry per open object
 *                               inOrder      false  false
 * </pre>
 *
 * <p>A member's end is known only when the next one begins, a comma later, or when the object closes. While an inner object is
 * open, the last member of each outer one has no end yet; it is set before anything is moved. Moving members keeps the length of
 * the object, so the starts of the members around it stay right.
 */
final class Members {

    private static final int INITIAL_CAPACITY = 64;

    private Member[] stack = new Member[INITIAL_CAPACITY];
    private int size;

    /** For every open object, where its members begin on the stack and whether they came in order so far. */
    private final int[] firstMember = new int[JsonLimits.MAX_NESTING];

    private final boolean[] inOrder = new boolean[JsonLimits.MAX_NESTING];
    private int openObjects;

    void openObject() {
        firstMember[openObjects] = size;
        inOrder[openObjects] = true;
        openObjects++;
    }

    /** Notes that a member of the innermost object begins at {@code start} of the output. */
    void add(String name, int start, Form form) {
        int object = openObjects - 1;
        if (size > firstMember[object]) {
            Member previous = stack[size - 1];
            previous.end = start - ",".length();
            inOrder[object] &= form.compareNames(previous.name, name) < 0;
        }
        if (size == stack.length) {
            stack = Arrays.copyOf(stack, 2 * size);
        }
        Member member = stack[size];
        if (member == null) {
            member = new Member();
            stack[size] = member;
        }
        member.name = name;
        member.start = start;
        size++;
    }

    /** Whether the innermost object's latest member has that name. */
    boolean isLatest(@Nullable String name) {
        boolean hasMembers = openObjects > 0 && size > firstMember[openObjects - 1];
        return hasMembers && stack[size - 1].name.equals(name);
    }

    /** Brings the innermost object's members in order, if they are not, and forgets them. */
    void closeObject(JsonOutput output, Form form) throws Refusal {
        openObjects--;
        int first = firstMember[openObjects];
        if (!inOrder[openObjects]) {
            stack[size - 1].end = output.length();
            sort(first, output, form);
        }
        forgetFrom(first);
    }

    private void sort(int first, JsonOutput output, Form form) throws Refusal {
        int start = stack[first].start;
        Arrays.sort(stack, first, size, form.order());
        for (int i = first + 1; i < size; i++) {
            if (stack[i].name.equals(stack[i - 1].name)) {
                throw new Refusal("duplicate member name", stack[i].name);
            }
        }
        output.rearrange(start, stack, first, size);
    }

    /** Forgets everything, and a stack that has grown larger than {@code kept}. */
    void clear(int kept) {
        if (stack.length > kept) {
            stack = new Member[INITIAL_CAPACITY];
            size = 0;
        } else {
            forgetFrom(0);
        }
        openObjects = 0;
    }

    private void forgetFrom(int first) {
        for (int i = first; i < size; i++) {
            stack[i].name = "";
        }
        size = first;
    }
}
