/* SPDX-License-Identifier: MIT */
/*
 * Where counted code goes when its budget is used up: to machine_tick(), which
 * may run interrupt handlers and switch stacks before it returns. The code
 * around the call knows nothing of it, so all registers are kept. Flags are
 * free at the places where the pass puts the check.
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

	/* Code without vector registers: the kernel. */
	.globl	cpu_expired
	.type	cpu_expired, @function
cpu_expired:
	SAVE
	andq	$-16, %rsp
	call	machine_tick
	RESTORE
	.size	cpu_expired, .-cpu_expired

	/* Code with SSE registers. */
	.globl	cpu_expired_sse
	.type	cpu_expired_sse, @function
cpu_expired_sse:
	SAVE
	subq	$256, %rsp
	andq	$-16, %rsp
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movaps	%xmm\n, 16*\n(%rsp)
	.endr
	call	machine_tick
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movaps	16*\n(%rsp), %xmm\n
	.endr
	RESTORE
	.size	cpu_expired_sse, .-cpu_expired_sse

	/* Code with x87 or MMX registers, too. */
	.globl	cpu_expired_fx
	.type	cpu_expired_fx, @function
cpu_expired_fx:
	SAVE
	subq	$512, %rsp
	andq	$-16, %rsp
	fxsave64 (%rsp)
	fninit
	call	machine_tick
	fxrstor64 (%rsp)
	RESTORE
	.size	cpu_expired_fx, .-cpu_expired_fx

	.section .note.GNU-stack,"",@progbits
