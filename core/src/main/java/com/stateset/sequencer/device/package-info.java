/**
 * Which installations of an agent are at work, so that a copy of one is noticed.
 *
 * <pre>
 *   an agent's outbox ── DeviceSighting: install id, mark, next mark ──► DeviceStore ── DeviceReport ──► the agent: alone, or not
 * </pre>
 *
 * <p>Each installation has an id and a mark. It shows both whenever it syncs, with the mark that it will show next time, and that is what
 * the store keeps. A copy of an installation starts with the same id and mark; whichever of the two comes second shows a mark that
 * the other one has replaced. A copy that never comes is not noticed, and does no harm.
 */
@NullMarked
package com.stateset.sequencer.device;

import org.jspecify.annotations.NullMarked;
