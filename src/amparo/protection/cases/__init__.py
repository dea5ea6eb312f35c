"""A defender asks for help: who answers, what was done?"""
