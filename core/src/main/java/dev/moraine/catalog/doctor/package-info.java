/**
 * Whether the database and the warehouse tell the same, and what brings them together again.
 *
 * <p>Knows the order in which files and rows are written, and so which difference is harm and which
 * a crash may leave. Start reading at {@link dev.moraine.catalog.doctor.DoctorService}.
 */
@NullMarked
package dev.moraine.catalog.doctor;

import org.jspecify.annotations.NullMarked;
