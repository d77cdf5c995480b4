/* SPDX-License-Identifier: MIT */
/*
 * Where counted code goes when its budget is used up: to machine_tick(), which
 * may run interrupt handlers and switch stacks before it returns. And where its
 * functions go as they begin and return while something is recorded. The code
 * around the calls knows nothing of them, so all registers are kept. Flags are
 * free at the places where the pass puts the checks.
 */
	.text

	.macro	SAVE
	.cfi_startproc
	pushq	%rbp
	.cfi_def_cfa_offset 16
	.cfi_offset %rbp, -16
	movq	%rsp, %rbp
	.cfi_def_cfa_register %rbp
	pushq	%rax
	pushq	%rcx
	pushq	%rdx
	pushq	%rsi
	pushq	%rdi
	pushq	%r8
	pushq	%r9
	pushq	%r10
	pushq	%r11
	.endm

	.macro	RESTORE
	leaq	-72(%rbp), %rsp
	popq	%r11
	popq	%r10
	popq	%r9
	popq	%r8
	popq	%rdi
	popq	%rsi
	popq	%rdx
	popq	%rcx
	popq	%rax
	popq	%rbp
	.cfi_def_cfa %rsp, 8
	ret
	.cfi_endproc
	.endm

	/* \name, \name_sse and \name_fx: a call of \to, by the registers that
	 * the code uses. */
	.macro	KEEPING	name, to
	/* Code without vector registers: the kernel. */
	.globl	\name
	.type	\name, @function
\name:
	SAVE
	andq	$-16, %rsp
	call	\to
	RESTORE
	.size	\name, .-\name

	/* Code with SSE registers. */
	.globl	\name\()_sse
	.type	\name\()_sse, @function
\name\()_sse:
	SAVE
	subq	$256, %rsp
	andq	$-16, %rsp
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movaps	%xmm\n, 16*\n(%rsp)
	.endr
	call	\to
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movaps	16*\n(%rsp), %xmm\n
	.endr
	RESTORE
	.size	\name\()_sse, .-\name\()_sse

	/* Code with x87 or MMX registers, too. */
	.globl	\name\()_fx
	.type	\name\()_fx, @function
\name\()_fx:
	SAVE
	subq	$512, %rsp
	andq	$-16, %rsp
	fxsave64 (%rsp)
	fninit
	call	\to
	fxrstor64 (%rsp)
	RESTORE
	.size	\name\()_fx, .-\name\()_fx
	.endm

	KEEPING	cpu_expired, machine_tick
	/* A function begins (its record is in %rdi), returns. */
	KEEPING	cpu_mark_enter, cpu_enter
	KEEPING	cpu_mark_leave, cpu_leave

	.section .note.GNU-stack,"",@progbits
